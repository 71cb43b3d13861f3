@rem The shell command exec for npm start on Windows, whose cmd has none: runs what it is given.
@%*
