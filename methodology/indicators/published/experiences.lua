local concept = include "shared/concepts"

-- Experiences beside the four clear examples.
return indicators {
  published "sexual_comments_12m" "Subjected to sexual comments that made them uncomfortable in the past year" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "sexual_comments_12m",
  },

  published "sexual_comments_on_social_media" "Sexual comments made on social media" {
    definition = "reports-2021",
    unit = "percent",
    population = "children with sexual comments",
    activity = "household_survey",
    measured_by = "sexual_comments_on_social_media",
  },

  published "sent_unwanted_images_12m" "Sent unwanted sexual images in the past year" {
    definition = "reports-2021",
    concept = concept.unwanted_images,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "sent_unwanted_images_12m",
  },

  published "sent_unwanted_images_on_social_media" "Unwanted sexual images received on social media" {
    definition = "reports-2021",
    unit = "percent",
    population = "children sent unwanted images",
    activity = "household_survey",
    measured_by = "sent_unwanted_images_on_social_media",
  },

  published "sent_unwanted_images_online" "Unwanted sexual images received online" {
    definition = "reports-2021",
    unit = "percent",
    population = "children sent unwanted images",
    activity = "household_survey",
    measured_by = "sent_unwanted_images_online",
  },

  published "sent_unwanted_images_negative_feeling" "Felt scared, angry, annoyed, embarrassed or guilty about unwanted images" {
    definition = "reports-2021",
    unit = "percent",
    population = "children sent unwanted images",
    activity = "household_survey",
    measured_by = "sent_unwanted_images_negative_feeling",
  },

  published "asked_images_12m" "Asked for sexual images of themselves in the past year" {
    definition = "reports-2021",
    concept = concept.asked_for_images,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "asked_images_12m",
  },

  published "asked_images_via_social_media" "Requests for images received through social media" {
    definition = "reports-2021",
    unit = "percent",
    population = "children asked for images",
    activity = "household_survey",
    measured_by = "asked_images_via_social_media",
  },

  published "asked_talk_sex_12m" "Asked online to talk about sex in the past year" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "asked_talk_sex_12m",
  },

  published "accidental_sexual_content_12m" "Came across sexual content online unexpectedly in the past year" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "accidental_sexual_content_12m",
  },

  published "looked_for_sexual_content" "Looked for sexual content online" {
    definition = "reports-2021",
    unit = "percent",
    population = "children in Indonesia",
    activity = "household_survey",
    measured_by = "looked_for_sexual_content_12m",
  },
}
