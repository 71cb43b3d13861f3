// Runs before anything that needs a later Node or reads NODE_ENV, and is written so that old versions of Node can read it.

// They would stumble over the first thing that they lack, with a stack trace. A test holds this to package.json.
const minMajor = 20;
const minMinor = 19;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < minMajor || (major === minMajor && minor < minMinor)) {
  process.stderr.write(
    `The gateway needs Node ${minMajor}.${minMinor} or later; this is Node ${process.versions.node}.\n`,
  );
  process.exit(1);
}

// The libraries read it while they are loaded. graphql-js then skips checks for those who develop with it, which it
// otherwise makes for every value.
if (process.env.NODE_ENV === undefined) process.env.NODE_ENV = 'production';
