-- A grouping of this workspace, for what its countries may come to share. No
-- change to an instrument is known that holds for the whole region, so none is
-- made here.
return region "middle_east" "Middle East" {
  about = "Jordan belongs to phase 2.",
}
