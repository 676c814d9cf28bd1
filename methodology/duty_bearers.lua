-- Whom a recommendation can be addressed to: the list of the published reports.
return {
  duty_bearer "government" "Government" {
    about = "Parliament and ministries: law, policy, budget and coordination.",
  },
  duty_bearer "law_enforcement" "Law enforcement",
  duty_bearer "justice" "Justice professionals" {
    about = "Prosecutors, judges, lawyers and court staff.",
  },
  duty_bearer "social_services" "Social services and frontline workers",
  duty_bearer "helplines_and_hotlines" "Helplines and hotlines",
  duty_bearer "industry" "Internet service providers and platforms",
  duty_bearer "caregivers_and_communities" "Caregivers, teachers and communities",
  duty_bearer "donors" "Donors and international partners",
}
