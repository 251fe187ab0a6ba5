/** Images whose programs serve until they are told to stop, by the last part of their name. */
const ENDLESS =
  /^(cloud-?sql-proxy|gce-proxy|alloydb-auth-proxy|proxyv2|envoy|linkerd2?-proxy|proxy-init|consul-dataplane|vault|oauth2-proxy|pgbouncer|haproxy|nginx|nginx-unprivileged|socat|ghostunnel|stunnel|tailscale|wireguard|fluent-bit|fluentd|filebeat|vector|promtail|alloy|otel-?collector(-contrib)?|opentelemetry-collector(-contrib)?|statsd-exporter|pushgateway|redis|memcached|dind)$/;

/** Some are there to do one thing. */
const ONCE = /exit-after-auth|--(version|help)\b|-t\b/;

/** What tells such a program that the work beside it is done. */
const ENDS_OTHERS = /quitquitquit|\/shutdown\b|\bp?kill(all)?\b|linkerd-await|exit-on-|pilot-agent/;

/** Whether the program of an image, told what it is told, serves until somebody stops it. */
export function isEndless(repository: string, told: string): boolean {
  return ENDLESS.test(repository.slice(repository.lastIndexOf('/') + 1)) && !ONCE.test(told);
}

/** Whether a program is told to end those beside it when it has done its work. */
export function endsOthers(told: string): boolean {
  return ENDS_OTHERS.test(told);
}
