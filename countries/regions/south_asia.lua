-- A grouping of this workspace, for what its countries may come to share. No
-- change to an instrument is known that holds for the whole region, so none is
-- made here.
return region "south_asia" "South Asia" {
  about = "Pakistan belongs to phase 2.",
}
