-- The method. Countries and regions are layers over what stands in this folder;
-- they change it in their own folders and give a reason each time.
return methodology "disrupting_harm" "Disrupting Harm" {
  version = "0.1",
  languages = { "en" },
  -- What readers of each language call it; a country may say otherwise.
  language_names = {
    am = "አማርኛ", ar = "العربية", cnr = "Crnogorski", en = "English", es = "Español", fil = "Filipino",
    hy = "Հայերեն", id = "Bahasa Indonesia", km = "ខ្មែរ", mk = "Македонски", ms = "Bahasa Melayu",
    pt = "Português", rw = "Ikinyarwanda", sq = "Shqip", sr = "Српски", sw = "Kiswahili", th = "ไทย",
    ur = "اردو", vi = "Tiếng Việt",
  },
  about = "A method for national assessments of technology-facilitated child sexual exploitation and abuse, in three parts and up to nine research activities. The instruments in this workspace are written for it and kept short; they are not the published instruments.",
  source = "https://www.interpol.int/en/Crimes/Crimes-against-children/Projects-to-protect-children/Disrupting-Harm",
}
