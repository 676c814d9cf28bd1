-- expect: error
#!/bin/sh
echo 1
