-- From when on a check of fieldwork speaks up. Each number has its source, or
-- says that it is general practice: a place to look, never a verdict on anyone.
local thresholds, because = {}, {}

local function threshold(name, value, why)
  thresholds[name], because[name] = value, why
end

threshold("duplicate_content", 10, "general practice: two people answer ten questions alike by chance, not all of them")
threshold(
  "near_identical",
  0.85,
  "Kuriakose and Robbins (2016), Statistical Journal of the IAOS 32(3); here questions that most answer alike count less"
)
threshold("question_missing", 0.10, "general practice")
threshold("question_dont_know", 0.20, "general practice")
threshold("question_refusal", 0.10, "general practice")
threshold("interviewer_z", 4, "general practice: about 1 in 16,000 by chance on one side, since many are looked at")
threshold("interviewer_rate", 0.08, "general practice: smaller differences are not worth a visit")
threshold(
  "heaping_p",
  0.01,
  "general practice: 1 survey in 100 by chance, shared out over its interviewers (Bonferroni)"
)
threshold("interviewer_icc", 0.02, "general practice: looked at above .02, alarming above .1")
threshold("icc_p", 0.0001, "general practice: over a hundred questions are looked at")
threshold("soft_checks", 0.05, "general practice")
threshold("outlier_iqr", 3, "Tukey (1977), Exploratory Data Analysis: far out values")
threshold("whipple", 125, "United Nations (1955), Manual II: rough above 125, very rough above 175")
threshold("duration_low", 0.5, "general practice: half the median")
threshold("duration_high", 2, "general practice: twice the median")
threshold("first_hour", 7, "general practice: nobody is interviewed before 7")
threshold("last_hour", 21, "general practice: nobody is interviewed after 21")
threshold("accuracy_m", 20, "general practice: the devices' own limit for a good place")
threshold("one_point", 3, "general practice: more than three interviews at one point")
threshold("far_km", 5, "general practice")
threshold("back_check_error", 0.1, "general practice: IPA's bcstats and back-check manual hold one in ten acceptable")
threshold("back_check_p", 0.01, "general practice")
threshold("back_check_share", 0.1, "general practice: one interview in ten")
threshold("old_version_days", 3, "general practice: devices without a network get a form days later")
threshold("busy_day", 3, "general practice")
threshold("slow", 0.5, "general practice: half the median")
threshold("other", 0.1, "general practice: options are missing")
threshold("least", 10, "general practice: a share of fewer says nothing")

return { thresholds = thresholds, because = because }
