-- What the countries of the region share. No change to an instrument is known
-- that holds for the whole region, so none is made here.
return region "eastern_southern_africa" "Eastern and Southern Africa" {
  about = "Ethiopia, Kenya, Mozambique, Namibia, South Africa, Tanzania and Uganda completed phase 1; Rwanda was planned. The African Charter on the Rights and Welfare of the Child and the Malabo Convention are asked about here.",
  source = "https://www.interpol.int/en/Crimes/Crimes-against-children/Projects-to-protect-children/Disrupting-Harm",
}
