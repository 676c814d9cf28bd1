-- Core items stay fixed across countries; that is what makes a comparison
-- possible. An item a country may leave out is optional, one it may change is
-- adaptable.
local clear = include "household_survey/clear_examples"
local follow_up = include "household_survey/follow_ups"

return questionnaire "children" "Children" {
  respondents = "Internet-using children aged 12-17",
  population = "internet-using children 12-17",
  ages = { 12, 17 },
  age_from = "age",
  recall_months = 12,
  mode = "face_to_face",
  -- The children chosen by the screening; a child and its caregiver share a
  -- case number.
  cases = "cases",
  -- What a data file calls the columns that are no question.
  records = {
    id = "record_id",
    date = "interview_date",
    stratum = "stratum",
    psu = "psu",
    weight = "weight",
    area = "region",
    interviewer = "interviewer",
  },
  about = "Asked of children who were online in the past three months, with the caregiver's consent and the child's own assent. Any question may be skipped, and the child may stop at any time. The household roster, which also holds children who are not online, is kept with the sample.",
  confirm = "The mode, and the wordings in every language, are to be confirmed by cognitive testing in each country.",

  include "household_survey/sections/case",
  include "household_survey/sections/consent_and_assent",
  include "household_survey/sections/privacy",
  include "household_survey/sections/access",
  include "household_survey/sections/going_online",
  include "household_survey/sections/contacts",
  include "household_survey/sections/skills_and_safety",
  include "household_survey/sections/support",
  include "household_survey/sections/attitudes",
  include "household_survey/sections/well_being",
  include "household_survey/sections/handing_over",
  include "household_survey/sections/sexual_content",
  include "household_survey/sections/experiences",

  -- The most recent incident of each kind, asked about once. Of the four clear
  -- examples the latest of all comes first.
  follow_up(
    "sexual_comments",
    "The last sexual comments",
    "sexual_comments == yes",
    "The next questions are about the last time that someone made sexual comments about you. You may leave out any of them."
  ),
  follow_up(
    "asked_to_talk",
    "The last time someone asked to talk about sex",
    "asked_to_talk == yes",
    "The next questions are about the last time that someone online asked you to talk about sex. You may leave out any of them."
  ),
  follow_up(
    "sent_unwanted_images",
    "The last unwanted images",
    "sent_unwanted_images == yes",
    "The next questions are about the last time that someone sent you sexual images that you did not want. You may leave out any of them."
  ),
  follow_up(
    "asked_for_images",
    "The last request for images",
    "asked_for_images == yes",
    "The next questions are about the last time that someone asked you for sexual images of yourself. You may leave out any of them."
  ),
  follow_up(
    "most_recent",
    "The most recent time",
    clear.any,
    "The next questions are about the most recent time that you were offered money or gifts, were threatened, or had images of you shared. You may leave out any of them.",
    clear.which_was_last()
  ),
  follow_up(
    "offered_for_images",
    "The last offer for images",
    clear.earlier "offered_for_images",
    "The next questions are about the last time that someone offered you money or gifts for sexual images. You may leave out any of them."
  ),
  follow_up(
    "offered_for_acts",
    "The last offer to meet",
    clear.earlier "offered_for_acts",
    "The next questions are about the last time that someone offered you money or gifts to meet. You may leave out any of them."
  ),
  follow_up(
    "threatened",
    "The last threat",
    clear.earlier "threatened",
    "The next questions are about the last time that someone threatened or blackmailed you. You may leave out any of them."
  ),
  follow_up(
    "images_shared",
    "The last time images were shared",
    clear.earlier "images_shared",
    "The next questions are about the last time that someone shared sexual images of you. You may leave out any of them."
  ),

  include "household_survey/sections/offline_violence",
  include "household_survey/sections/last_words",
  include "household_survey/sections/closing",
  include "household_survey/sections/interviewer_record",
}
