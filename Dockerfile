# One image for web (the default command), worker (node dist/workers/main.js) and the operators' commands (npm run counts …).
FROM node:24-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci --include=dev
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY flows flows
COPY locales locales
COPY workers workers
COPY scripts scripts
RUN npm run build

FROM base AS packages
RUN npm ci --omit=dev

FROM base
ENV NODE_ENV=production
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# The operators' commands run from source.
COPY tsconfig.json ./
COPY src src
COPY flows flows
COPY locales locales
COPY workers workers
COPY scripts scripts
RUN mkdir .data && chown node:node .data
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=2", "--max-old-space-size=256", "dist/src/main.js"]
