// Imported before anything else, and written so that old versions of Node can read it.

// They would stumble over the first thing that they lack, with a stack trace. A test holds this to package.json.
const leastMajor = 20;
const leastMinor = 19;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  process.stderr.write(
    `The gateway needs Node ${leastMajor}.${leastMinor} or later; this is Node ${process.versions.node}.\n`,
  );
  process.exit(1);
}

// The libraries read it while they are loaded. graphql-js then skips checks for those who develop with it, which it
// otherwise makes for every value.
if (process.env.NODE_ENV === undefined) process.env.NODE_ENV = 'production';
