FROM node:24-alpine AS build
WORKDIR /app
COPY . .
RUN npm ci && npm pack --ignore-scripts --pack-destination /tmp

FROM node:24-alpine
WORKDIR /app
COPY --from=build /tmp/mimikube-*.tgz /tmp/mimikube.tgz
RUN tar -xzf /tmp/mimikube.tgz --strip-components 1 && rm /tmp/mimikube.tgz && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=2s --start-period=2s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve", "--host", "0.0.0.0", "--insecure", "--data", "/data"]
