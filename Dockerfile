# The gateway for a database of its operator; it has no database server. docs/operations.md says how it is run: "Containers".
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-trixie-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
# `--build-arg TRACING=on` adds the packages that traces need.
ARG TRACING=
RUN if [ -n "$TRACING" ]; then \
  npm install --no-save --save-prod --omit=dev --ignore-scripts \
    $(node -p "Object.entries(require('./package.json').peerDependencies).map((one) => one.join('@')).join(' ')"); \
  fi

FROM node:${NODE_VERSION}-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
# Source maps and the stamps of builds are for those who change the program.
RUN npm run build && find dist -type f \( -name '*.map' -o -name '.*' \) -delete

FROM node:${NODE_VERSION}-trixie-slim
LABEL org.opencontainers.image.title="delivery-gateway" \
  org.opencontainers.image.description="GraphQL gateway for SMTP delivery servers, with a drop-in /api.php for old clients" \
  org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# package.json tells Node that these are modules; the command line prints schema.graphql. The mode is set because a clone may
# have been made with any umask.
COPY --chmod=644 package.json schema.graphql LICENSE ./
# By number, so that Kubernetes can see that it is not root. Everything above belongs to root: the gateway cannot change it.
USER 1000:1000
EXPOSE 4000
# Whether the process lives. A database that is away is no reason to start the gateway anew.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--min-semi-space-size=16", "dist/main.js"]
