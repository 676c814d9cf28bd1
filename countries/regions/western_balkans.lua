-- A grouping of this workspace, for what its countries may come to share. No
-- change to an instrument is known that holds for the whole region, so none is
-- made here.
return region "western_balkans" "Western Balkans" {
  about = "Montenegro, North Macedonia and Serbia belong to phase 2.",
}
