-- What the countries of the region share. No change to an instrument is known
-- that holds for the whole region, so none is made here.
return region "south_east_asia" "South-East Asia" {
  about = "Cambodia, Indonesia, Malaysia, the Philippines, Thailand and Viet Nam completed phase 1. The 2019 ASEAN Declaration and its Regional Plan of Action are asked about here.",
  source = "https://www.interpol.int/en/Crimes/Crimes-against-children/Projects-to-protect-children/Disrupting-Harm",
}
