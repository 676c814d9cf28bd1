-- The method. Countries and regions are layers over what stands in this folder;
-- they change it in their own folders and give a reason each time.
return methodology "disrupting_harm" "Disrupting Harm" {
  version = "0.1",
  languages = { "en" },
  about = "A method for national assessments of technology-facilitated child sexual exploitation and abuse, in three parts and up to nine research activities. The instruments in this workspace are written for it and kept short; they are not the published instruments.",
  source = "https://www.interpol.int/en/Crimes/Crimes-against-children/Projects-to-protect-children/Disrupting-Harm",
}
