# One image for whatever AURORA_MODULES says: the whole of Aurora, or some of its modules.
FROM node:26-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY src/kernel/package.json src/kernel/
COPY src/platform/package.json src/platform/
COPY src/host/package.json src/host/
COPY modules/config/package.json modules/config/
COPY modules/file/package.json modules/file/
COPY modules/subject/package.json modules/subject/
COPY modules/syllabus/package.json modules/syllabus/
COPY gateway/package.json gateway/
COPY migrations/package.json migrations/
COPY test/package.json test/
# The image brings its own Node, so the one that npm would bring is left out.
RUN npm ci --omit=dev --omit=optional

FROM node:26-bookworm-slim
ENV NODE_ENV=production AURORA_HOST=0.0.0.0 AURORA_DATA_DIR=/data NODE_COMPILE_CACHE=/tmp/node-compile-cache
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=dependencies /app ./
COPY src ./src
COPY modules ./modules
COPY gateway ./gateway
COPY migrations ./migrations
USER node
VOLUME /data
EXPOSE 8000 8001 8002 8003 8004
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.AURORA_PORT || 8000}/health/ready`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=2", "src/host/aurora.mjs"]
CMD ["serve"]
