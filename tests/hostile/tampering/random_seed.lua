-- expect: error
math.randomseed(1)
return { math.random() }
