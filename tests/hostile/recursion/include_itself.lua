-- expect: error "goes round in a circle"
-- defeats: crash
return include "a_hostile"
