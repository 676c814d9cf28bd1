-- Only where an ethics board has cleared it: 5 of the 13 countries of phase 1.
-- A country that was not cleared says so; that is no gap in its data.
return activity "survivor_conversations" "Conversations with survivors" {
  number = 6,
  part = "context",
  kind = "interviews",
  asks = "Young survivors, only where ethically cleared",
  design = "40 female and 40 male survivors over five or six countries together; no number per country",
  representative = false,
  ethics = true,
  source = "https://www.ecpat.org/what-we-do/disrupting-harm/",

  include "survivor_conversations/guide",
  include "survivor_conversations/codebook",
}
