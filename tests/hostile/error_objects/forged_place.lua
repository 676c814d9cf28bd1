-- expect: error
error("methodology/init.lua:3: not there", 0)
