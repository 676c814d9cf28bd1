-- A grouping of this workspace, for what its countries may come to share. No
-- change to an instrument is known that holds for the whole region, so none is
-- made here.
return region "latin_america_caribbean" "Latin America and the Caribbean" {
  about = "Brazil, Colombia, the Dominican Republic and Mexico belong to phase 2.",
}
