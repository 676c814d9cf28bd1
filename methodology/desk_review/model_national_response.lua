-- The capabilities of the Model National Response as a grid of phases.
local CONFIRM = "Names of the capabilities and of the phases from general knowledge; to be checked in the current edition of the Model National Response."

local function capability(number, id, label)
  return criterion(id)(label) {
    scale = "maturity",
    class = "core",
    code = "MNR-" .. number,
    rests_on = { "Model National Response, capability " .. number },
    to_confirm = true,
  }
end

return checklist "model_national_response" "Model National Response" {
  about = "Twenty-one capabilities in six domains, each in one of four phases of maturity.",
  proof = { "source", "retrieved" },
  reviewers = 2,
  stale_after_years = 5,
  confirm = CONFIRM,

  domain "policy_governance_and_legislation" "Policy, governance and legislation" {
    capability(1, "leadership", "Leadership"),
    capability(2, "research_and_monitoring", "Research, analysis and monitoring"),
    capability(3, "legislation", "Legislation"),
  },
  domain "criminal_justice" "Criminal justice" {
    capability(4, "dedicated_law_enforcement", "Dedicated law enforcement"),
    capability(5, "judiciary_and_prosecutors", "Judiciary and prosecutors"),
    capability(6, "offender_management", "Offender management process"),
    capability(7, "access_to_image_databases", "Access to image databases"),
  },
  domain "victim_support" "Victim support" {
    capability(8, "end_to_end_support", "End-to-end support"),
    capability(9, "child_protection_workforce", "Child protection workforce"),
    capability(10, "compensation_and_remedies", "Compensation, remedies and complaints arrangements"),
    capability(11, "helpline", "Child helpline"),
  },
  domain "society_and_culture" "Society" {
    capability(12, "hotline", "Hotline for reports of child sexual exploitation and abuse online"),
    capability(13, "education_programme", "Education programme"),
    capability(14, "child_participation", "Child participation"),
    capability(15, "offender_support", "Offender support systems"),
  },
  domain "industry_capabilities" "Industry" {
    capability(16, "notice_and_takedown", "Notice and takedown procedures"),
    capability(17, "industry_reporting", "Reporting of child sexual exploitation and abuse"),
    capability(18, "innovative_solutions", "Innovative solution development"),
    capability(19, "corporate_conduct", "Responsible corporate conduct"),
  },
  domain "media_and_communications" "Media and communications" {
    capability(20, "media_reporting", "Ethical and informed media reporting"),
    capability(21, "universal_terminology", "Universal terminology"),
  },
}
