# One image for whatever AURORA_MODULES says: the whole of Aurora, or some of its modules.
FROM node:26.10.0-bookworm-slim AS node
WORKDIR /app

FROM node AS dependencies
COPY package.json package-lock.json .npmrc ./
COPY src/kernel/package.json src/kernel/
COPY src/platform/package.json src/platform/
COPY src/host/package.json src/host/aurora.mjs src/host/
COPY modules/config/package.json modules/config/
COPY modules/file/package.json modules/file/
COPY modules/subject/package.json modules/subject/
COPY modules/syllabus/package.json modules/syllabus/
COPY gateway/package.json gateway/
COPY migrations/package.json migrations/
COPY test/package.json test/
# The image brings its own Node, so the one that npm would bring is left out. No package needs its install script.
RUN npm ci --omit=dev --omit=optional --ignore-scripts \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
  && rm -r test package-lock.json .npmrc

FROM node
# Health is asked for on the operations port, so that port is the same whichever modules run.
ENV NODE_ENV=production AURORA_HOST=0.0.0.0 AURORA_OPERATIONS_PORT=8090 AURORA_DATA_DIR=/data NODE_COMPILE_CACHE=/app/.cache NPM_CONFIG_UPDATE_NOTIFIER=false
RUN mkdir /data .cache && chown node:node /data .cache
COPY --from=dependencies /app ./
COPY src ./src
COPY modules ./modules
COPY gateway ./gateway
COPY migrations ./migrations
USER node
# A start and a stop, for the compile cache: without it every new container compiles everything again.
RUN set -e; export AURORA_DATA_DIR=/tmp/data AURORA_HOST=127.0.0.1; \
  node --min-semi-space-size=16 src/host/aurora.mjs serve & \
  until node -e "fetch('http://127.0.0.1:8090/health/ready').then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"; do kill -0 $!; sleep 0.2; done; \
  kill $!; wait $!; rm -r /tmp/data
VOLUME /data
EXPOSE 8000 8001 8002 8003 8004
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.AURORA_OPERATIONS_PORT}/health/ready`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--min-semi-space-size=16", "src/host/aurora.mjs"]
CMD ["serve"]
