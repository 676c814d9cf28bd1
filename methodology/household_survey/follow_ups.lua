-- What is asked about the most recent incident of a kind: whether online or in
-- person, where, who, how it felt, whom the child told, and why not. Nothing is
-- asked about the incident itself. It is written once, so that the answers
-- about all kinds can stand side by side.
local list = include "shared/lists"
local stop_code = include "household_survey/stop_code"

local ALLOW = { "dont_know", "prefer_not" }

local told = {
  { "caregiver", "A parent or other caregiver" },
  { "sibling", "A brother or sister" },
  { "friend", "A friend" },
}
for _, contact in ipairs(list.formal_contacts) do
  told[#told + 1] = contact
end
-- Nobody is asked to say who "someone else" is: no free text stands in a
-- sensitive section, because it could describe an event or name a person.
told[#told + 1] = { "someone_else", "Someone else", anchored = true }
told[#told + 1] = { "nobody", "Nobody", exclusive = true, anchored = true }

-- The questions, with `kind` before their ids. An empty kind gives the
-- questions about the most recent of the four clear examples.
local function questions(kind)
  local function id(name)
    if kind == "" then
      return name
    end
    return kind .. "_" .. name
  end

  return {
    select_one(id "channel") "The last time this happened, was it online, in person, or both?" {
      class = "core",
      concept = "channel of the most recent incident",
      sensitive = true,
      options = {
        { "online", "Online" },
        { "in_person", "In person" },
        { "both", "Both" },
      },
      allow = ALLOW,
    },

    -- A country names the platforms of its own in added options.
    select_multiple(id "platform_kind") "If it was online, where did it happen?" {
      class = "adaptable",
      sensitive = true,
      ask_if = id "channel" .. " in (online, both)",
      options = {
        { "social_media", "On social media" },
        { "messaging_app", "In a messaging app" },
        { "online_game", "In an online game" },
        { "elsewhere_online", "Elsewhere online" },
      },
      allow = ALLOW,
    },

    select_one(id "offender_known") "Was it someone you already knew in person?" {
      class = "core",
      concept = "whether the offender was known",
      sensitive = true,
      options = {
        { "known", "Yes" },
        { "unknown_person", "No" },
        { "not_identified", "I could not tell who it was" },
      },
      allow = ALLOW,
    },

    select_one(id "offender_relationship") "Who was it?" {
      class = "core",
      concept = "relationship of the offender",
      sensitive = true,
      ask_if = id "offender_known" .. " == known",
      hint = "The group is enough. No name is asked for or written down.",
      options = {
        { "family", "Someone in my family" },
        { "partner", "A partner or former partner" },
        { "friend", "A friend or someone of my age whom I know" },
        { "adult_known", "An adult whom I know" },
        { "someone_else", "Someone else whom I know", anchored = true },
      },
      allow = ALLOW,
    },

    select_multiple(id "feelings") "How did you feel about it?" {
      class = "core",
      concept = "feelings about the most recent incident",
      sensitive = true,
      options = {
        { "scared", "Scared" },
        { "angry", "Angry" },
        { "annoyed", "Annoyed" },
        { "embarrassed", "Embarrassed" },
        { "guilty", "Guilty" },
        { "sad", "Sad" },
        { "another_feeling", "Another way", anchored = true },
        { "not_affected", "It did not affect me", exclusive = true, anchored = true },
      },
      allow = ALLOW,
    },

    select_multiple(id "told_whom") "The last time this happened, whom did you tell?" {
      class = "core",
      concept = "telling someone about the most recent incident",
      sensitive = true,
      options = told,
      allow = ALLOW,
    },

    select_multiple(id "reasons_not_told") "Why did you not tell anyone?" {
      class = "core",
      sensitive = true,
      ask_if = "selected(" .. id "told_whom" .. ", nobody)",
      options = {
        { "not_knowing_where", "I did not know where to go or whom to tell" },
        { "shame", "I felt embarrassed or ashamed" },
        { "worry_about_trouble", "I worried about getting into trouble" },
        { "worry_about_others", "I worried about trouble for someone else" },
        { "not_believed", "I did not think I would be believed" },
        { "not_serious", "I did not think it was serious enough" },
        { "nothing_would_happen", "I did not think anything would be done" },
        { "another_reason", "Another reason" },
      },
      allow = ALLOW,
    },

    select_one(id "formal_report") "Did you or someone for you make a report to the police or another authority?" {
      class = "core",
      sensitive = true,
      ask_if = "answered(" .. id "told_whom" .. ") and not selected(" .. id "told_whom" .. ", nobody)",
      options = list.yes_no,
      allow = ALLOW,
    },
  }
end

-- The section about the most recent incident of `kind`: the id of the question
-- whether it happened. `reminder` says in a sentence what the questions are
-- about, `first` are items before it.
local function follow_up(kind, label, ask_if, reminder, first)
  local body = {
    ask_if = ask_if,
    sensitive = true,
    self_administered = true,
    instruction = "Nothing is asked about the incident itself. If the child begins to tell of it, listen, do not write it down, and follow the referral pathway.",
  }
  for _, item in ipairs(first or {}) do
    body[#body + 1] = item
  end
  body[#body + 1] = note(kind .. "_reminder")(reminder) { class = "core", sensitive = true }
  local own = kind
  if kind == "most_recent" then
    own = ""
  end
  for _, item in ipairs(questions(own)) do
    body[#body + 1] = item
  end
  body[#body + 1] = stop_code("go_on_after_" .. kind)
  if kind == "most_recent" then
    return section "most_recent"(label)(body)
  end
  return section(kind .. "_follow_up")(label)(body)
end

return follow_up
