-- expect: error "not available to scripts"
return dofile("figures.csv")
