-- expect: error "no such script"
return include "figures.csv"
