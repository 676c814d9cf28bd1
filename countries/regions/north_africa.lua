-- A grouping of this workspace, for what its countries may come to share. No
-- change to an instrument is known that holds for the whole region, so none is
-- made here.
return region "north_africa" "North Africa" {
  about = "Morocco and Tunisia belong to phase 2. The African Charter on the Rights and Welfare of the Child and the Malabo Convention are asked about here too.",
}
