-- What a figure measures, where two or more definition versions measure the
-- same thing. They may stand side by side, always with their versions named,
-- and never in one column without them.
return {
  csea_past_year_users = "technology-facilitated sexual exploitation and abuse in the past year, among internet-using children",
  csea_past_year_number = "number of children subjected to technology-facilitated sexual exploitation and abuse in the past year",
  internet_use = "internet use among children 12-17",
  images_shared = "sexual images shared without permission in the past year",
  offered_for_images = "offered money or gifts for sexual images in the past year",
  unwanted_images = "sent unwanted sexual images in the past year",
  asked_for_images = "asked for sexual images in the past year",
  told_no_one = "told no one",
  offender_known = "offender already known to the child",
  offender_unknown = "offender unknown to the child",
}
