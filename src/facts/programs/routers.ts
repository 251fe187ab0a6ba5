/** Programs that pass queries on to databases, and keep nothing of them, whatever their image also has. */
const ROUTERS =
  /(?:^|[\s/"'])(?:mongos|mysqlrouter|maxscale|proxysql|pgbouncer|pgcat|pgpool|odyssey|haproxy|envoy|twemproxy|nutcracker)(?:$|[\s"':])/;

/** Whether an image, or the words with which a container is started, are of a program that only passes queries on. */
export function isRouter(image: string, words: string): boolean {
  return ROUTERS.test(image) || ROUTERS.test(words);
}
