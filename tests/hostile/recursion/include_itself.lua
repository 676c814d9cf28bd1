-- expect: error "goes round in a circle"
return include "a_hostile"
