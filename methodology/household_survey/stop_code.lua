-- Every sensitive section ends with one of these: the interviewer looks at the
-- respondent before going on. A stop leads to the service list at once.
return function(id)
  return select_one(id)("Can the interview go on?") {
    class = "core",
    answered_by = "interviewer",
    hint = "Look up and ask: shall we go on, take a break, or stop? If in doubt, stop. An interview that is stopped is no failure.",
    options = {
      { "go_on", "Yes" },
      { "after_a_break", "Yes, after a break" },
      { "distress", "No: the respondent is distressed" },
      { "stop_asked", "No: the respondent asked to stop" },
      { "interrupted", "No: someone came in and stayed" },
    },
    ends_if = id .. " in (distress, stop_asked, interrupted)",
    ends_as = "stopped",
  }
end
