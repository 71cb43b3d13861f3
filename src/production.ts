// Imported before anything else: the libraries read it while they are loaded. graphql-js then skips checks for those who
// develop with it, which it otherwise makes for every value.
process.env.NODE_ENV ??= 'production';
