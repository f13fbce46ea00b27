{{/* The settings of every service that are no secrets, as application.properties. */}}
{{- define "bailiwick.settings.common" -}}
{{- $values := .root.Values -}}
quarkus.http.host=0.0.0.0
quarkus.http.port=8080
quarkus.management.host=0.0.0.0
quarkus.management.port=9000
quarkus.shutdown.timeout={{ $values.shutdown.drainSeconds }}s
quarkus.oidc.auth-server-url={{ required "issuer.url is required" $values.issuer.url }}
quarkus.oidc.token.audience={{ $values.issuer.audience }}
quarkus.oidc.roles.role-claim-path={{ $values.issuer.rolesClaim }}
kafka.bootstrap.servers={{ include "bailiwick.kafka.bootstrap" .root }}
kafka.security.protocol={{ include "bailiwick.kafka.protocol" .root }}
{{- if eq (include "bailiwick.kafka.protocol" .root) "SSL" }}
kafka.ssl.keystore.type=PKCS12
kafka.ssl.keystore.location=/etc/bailiwick/kafka/user.p12
{{- else }}
kafka.sasl.mechanism={{ $values.kafka.saslMechanism }}
{{- end }}
{{- if include "bailiwick.kafka.ca" .root }}
kafka.ssl.truststore.type=PEM
kafka.ssl.truststore.location=/etc/bailiwick/kafka-ca/ca.crt
{{- end }}
bailiwick.kafka.partitions={{ $values.kafka.partitions }}
bailiwick.kafka.replicas={{ $values.kafka.replicas }}
{{- end -}}

{{- define "bailiwick.settings.database" -}}
{{- $values := .root.Values -}}
{{- $database := index $values.postgresql (include "bailiwick.key" .component) -}}
{{- $at := printf "%s:%v/%s" (include "bailiwick.postgresql.host" .root) $values.postgresql.port $database.database -}}
{{- $ca := include "bailiwick.postgresql.ca" .root -}}
{{- $tls := printf "?sslmode=%s%s" $values.postgresql.sslMode (ternary "&sslrootcert=/etc/bailiwick/postgresql-ca/ca.crt" "" (ne $ca "")) -}}
quarkus.datasource.jdbc.url=jdbc:postgresql://{{ $at }}{{ $tls }}
quarkus.datasource.reactive.url=postgresql://{{ $at }}
quarkus.datasource.reactive.postgresql.ssl-mode={{ $values.postgresql.sslMode }}
{{- if $ca }}
quarkus.datasource.reactive.trust-certificate-pem=true
quarkus.datasource.reactive.trust-certificate-pem.certs=/etc/bailiwick/postgresql-ca/ca.crt
{{- end }}
{{- if eq $values.postgresql.sslMode "verify-full" }}
quarkus.datasource.reactive.hostname-verification-algorithm=HTTPS
{{- end }}
quarkus.datasource.username={{ $database.runtime.role }}
bailiwick.outbox.migrate-at-start={{ not $values.migrations.job }}
{{- if not $values.migrations.job }}
quarkus.flyway.username={{ $database.owner.role }}
{{- end }}
{{- end -}}

{{- define "bailiwick.settings.scim-gateway" -}}
bailiwick.gateway.url={{ required "gateway.url is required" .Values.gateway.url }}
{{- if .Values.gateway.enforcerClientSecret }}
bailiwick.gateway.enforcer-url=http://{{ include "bailiwick.fullname" . }}-policy-enforcer:8080
{{- end }}
{{- end -}}

{{- define "bailiwick.settings.policy-enforcer" -}}
{{- $enforcer := .Values.enforcer -}}
bailiwick.enforcer.url={{ $enforcer.url | default (printf "http://%s-policy-enforcer.%s.svc:8080" (include "bailiwick.fullname" .) .Release.Namespace) }}
bailiwick.enforcer.session-issuer={{ .Values.gateway.url }}
bailiwick.enforcer.sign-in-url={{ .Values.gateway.url }}/sso
{{- if $enforcer.revocationsClientSecret }}
bailiwick.enforcer.revocations.urls=http://{{ include "bailiwick.fullname" . }}-scim-gateway:8080
{{- end }}
{{- with $enforcer.sessionAudiences }}
bailiwick.enforcer.session-audiences={{ join "," . }}
{{- end }}
{{- range $name, $issuer := $enforcer.issuers }}
quarkus.oidc.{{ $name }}.auth-server-url={{ $issuer.url }}
quarkus.oidc.{{ $name }}.token.audience={{ $issuer.audience }}
{{- with $issuer.issuer }}
quarkus.oidc.{{ $name }}.token.issuer={{ . }}
{{- end }}
{{- with $issuer.jwksPath }}
quarkus.oidc.{{ $name }}.discovery-enabled=false
quarkus.oidc.{{ $name }}.jwks-path={{ . }}
{{- end }}
{{- if $issuer.clusterCA }}
quarkus.oidc.{{ $name }}.tls.tls-configuration-name={{ $name }}
quarkus.tls.{{ $name }}.trust-store.pem.certs=/etc/bailiwick/cluster-ca/ca.crt
{{- end }}
{{- end }}
{{- $callers := $enforcer.callers -}}
{{- if .Values.tests.enabled -}}
{{- $subject := printf "system:serviceaccount:%s:%s-test" .Release.Namespace (include "bailiwick.fullname" .) -}}
{{- $callers = merge (dict "helmtest" (dict "issuer" .Values.tests.issuer "subject" $subject "may" (list "check"))) $callers -}}
{{- end }}
{{- range $name, $caller := $callers }}
{{- with $caller.issuer }}
bailiwick.enforcer.callers.{{ $name }}.issuer={{ . }}
{{- end }}
{{- with $caller.subject }}
bailiwick.enforcer.callers.{{ $name }}.subject={{ . }}
{{- end }}
{{- with $caller.certificate }}
bailiwick.enforcer.callers.{{ $name }}.certificate={{ . }}
{{- end }}
bailiwick.enforcer.callers.{{ $name }}.may={{ join "," $caller.may }}
{{- end }}
{{- if and (eq $enforcer.mtls.clientCertificates "required") (or .Values.gateway.enforcerClientSecret .Values.tests.enabled (not $enforcer.url)) }}
{{- fail "enforcer.mtls.clientCertificates=required closes port 8080: set enforcer.url, and neither gateway.enforcerClientSecret nor tests.enabled" }}
{{- end }}
{{- if ne $enforcer.mtls.clientCertificates "none" }}
bailiwick.enforcer.client-certificates={{ $enforcer.mtls.clientCertificates }}
quarkus.http.ssl-port=8443
quarkus.http.tls-configuration-name=callers
quarkus.tls.callers.key-store.pem.enforcer.cert=/etc/bailiwick/server/tls.crt
quarkus.tls.callers.key-store.pem.enforcer.key=/etc/bailiwick/server/tls.key
quarkus.tls.callers.trust-store.pem.certs=/etc/bailiwick/callers-ca/ca.crt
quarkus.tls.callers.reload-period=10m
{{- end }}
{{- end -}}

{{- define "bailiwick.settings" -}}
{{ include "bailiwick.settings.common" . }}
{{- if ne .component "policy-enforcer" }}
{{ include "bailiwick.settings.database" . }}
{{- end }}
{{- if ne .component "provisioning-worker" }}
{{ include (printf "bailiwick.settings.%s" .component) .root }}
{{- end }}
{{- range $name, $value := (index .root.Values (include "bailiwick.key" .component)).properties }}
{{ $name }}={{ $value }}
{{- end }}
{{- end -}}

{{/* An environment variable whose value is in a Secret. */}}
{{- define "bailiwick.secretVariable" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef:
      name: {{ index . 1 }}
      key: {{ index . 2 }}
{{ end -}}

{{/* The secrets of a service; of the owner role only if "owner" is set. */}}
{{- define "bailiwick.environment" -}}
{{- $values := .root.Values -}}
{{- if .owner }}
{{- else if eq (include "bailiwick.kafka.protocol" .root) "SSL" }}
{{ include "bailiwick.secretVariable" (list "KAFKA_SSL_KEYSTORE_PASSWORD" (include "bailiwick.kafka.secret" .) "user.password") }}
{{- else }}
{{ include "bailiwick.secretVariable" (list "KAFKA_SASL_JAAS_CONFIG" (include "bailiwick.kafka.secret" .) "sasl.jaas.config") }}
{{- end }}
{{- if ne .component "policy-enforcer" }}
{{- $key := include "bailiwick.key" .component }}
{{- $database := index $values.postgresql $key }}
{{ include "bailiwick.secretVariable" (list "QUARKUS_DATASOURCE_PASSWORD" (required (printf "postgresql.%s.runtime.existingSecret is required" $key) $database.runtime.existingSecret) "password") }}
{{- if or .owner (not $values.migrations.job) }}
{{ include "bailiwick.secretVariable" (list "QUARKUS_FLYWAY_PASSWORD" (required (printf "postgresql.%s.owner.existingSecret is required" $key) $database.owner.existingSecret) "password") }}
{{- end }}
{{- end }}
{{- if eq .component "scim-gateway" }}
{{- $secret := required "gateway.existingSecret is required" $values.gateway.existingSecret }}
{{ include "bailiwick.secretVariable" (list "BAILIWICK_GATEWAY_TOKEN_PEPPER" $secret "token-pepper") }}
{{ include "bailiwick.secretVariable" (list "BAILIWICK_GATEWAY_ENCRYPTION_KEY" $secret "encryption-key") }}
{{- if $values.gateway.formerEncryptionKeys }}
{{ include "bailiwick.secretVariable" (list "BAILIWICK_GATEWAY_FORMER_ENCRYPTION_KEYS" $secret "former-encryption-keys") }}
{{- end }}
{{- with $values.gateway.enforcerClientSecret }}
{{ include "bailiwick.secretVariable" (list "BAILIWICK_GATEWAY_ENFORCER_CLIENT_ID" . "client-id") }}
{{ include "bailiwick.secretVariable" (list "BAILIWICK_GATEWAY_ENFORCER_CLIENT_SECRET" . "client-secret") }}
{{- end }}
{{- end }}
{{- if eq .component "policy-enforcer" }}
{{- with $values.enforcer.revocationsClientSecret }}
{{ include "bailiwick.secretVariable" (list "BAILIWICK_ENFORCER_REVOCATIONS_CLIENT_ID" . "client-id") }}
{{ include "bailiwick.secretVariable" (list "BAILIWICK_ENFORCER_REVOCATIONS_CLIENT_SECRET" . "client-secret") }}
{{- end }}
{{- end }}
{{- end -}}
