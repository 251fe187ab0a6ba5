import { groupBy } from '../../util/group-by';
import { knownOf } from '../kubernetes/images';
import { programOfRepository } from './index';

/**
 * Where images have the program itself, beside or around its data: what is mounted there hides it, and the container does not start.
 * Images whose entrypoint fills the directory anew (Nextcloud, WordPress and others below /var/www/html) are not among them.
 */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  '/app': [
    ...['louislam/uptime-kuma', 'actualbudget/actual-server', 'gotify/server', 'metabase/metabase', 'apache/superset', 'rocket.chat'],
    ...['rocketchat/rocket.chat', 'openproject/openproject', 'mealie-recipes/mealie', 'gethomepage/homepage', 'mongo-express'],
  ],
  '/directus': ['directus/directus'],
  '/mattermost': ['mattermost/mattermost-team-edition', 'mattermost/mattermost-enterprise-edition'],
  '/opt/activemq-artemis': ['apache/activemq-artemis'],
  '/opt/apache-activemq': ['apache/activemq-classic'],
  '/opt/drupal/web': ['drupal'],
  '/opt/gitlab': ['gitlab/gitlab-ce', 'gitlab/gitlab-ee'],
  '/opt/hivemq': ['hivemq/hivemq4', 'hivemq/hivemq-ce'],
  '/opt/kafka': ['apache/kafka', 'apache/kafka-native'],
  '/opt/keycloak': ['keycloak/keycloak'],
  '/opt/outline': ['outlinewiki/outline'],
  '/opt/photoprism': ['photoprism/photoprism'],
  '/opt/rabbitmq': ['rabbitmq'],
  '/opt/sonarqube': ['sonarqube'],
  '/opt/sonatype': ['sonatype/nexus3'],
  '/opt/teamcity': ['jetbrains/teamcity-server'],
  '/opt/zammad': ['zammad/zammad'],
  '/usr/local/tomcat': ['tomcat'],
  '/usr/share/grafana': ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
  '/usr/share/jenkins': ['jenkins/jenkins'],
  '/usr/share/kibana': ['kibana', 'kibana/kibana'],
  '/usr/share/logstash': ['logstash', 'logstash/logstash'],
  '/usr/src/app': ['immich-app/immich-server'],
  '/usr/src/node-red': ['nodered/node-red'],
  '/usr/src/paperless': ['paperless-ngx/paperless-ngx'],
  '/usr/src/redmine': ['redmine'],
  '/var/lib/ghost': ['ghost'],
  '/var/www/html': ['drupal', 'mediawiki'],
  '/wiki': ['requarks/wiki'],
};

const BY_REPOSITORY = groupBy(
  Object.entries(HOMES).flatMap(([home, names]) => names.map((name) => ({ home, name }))),
  ({ name }) => name,
);

/** Where an image has its program, as far as that is known and not out of the way of any data. */
export function homesOf(repository: string): readonly string[] {
  const ofEngine = programOfRepository(repository)?.image.home;
  return [...(ofEngine === undefined ? [] : [ofEngine]), ...(knownOf(BY_REPOSITORY, repository) ?? []).map(({ home }) => home)];
}
