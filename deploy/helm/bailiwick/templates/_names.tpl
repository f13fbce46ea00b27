{{- define "bailiwick.fullname" -}}
{{- if .Values.nameOverride -}}{{ .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains "bailiwick" .Release.Name -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-bailiwick" .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "bailiwick.selector" -}}
app.kubernetes.io/name: bailiwick
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "bailiwick.labels" -}}
{{ include "bailiwick.selector" . }}
app.kubernetes.io/part-of: bailiwick
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* The component's name in the chart's values. */}}
{{- define "bailiwick.key" -}}
{{- get (dict "scim-gateway" "gateway" "provisioning-worker" "worker" "policy-enforcer" "enforcer") . -}}
{{- end -}}

{{- define "bailiwick.image" -}}
{{- $image := index .root.Values.images (include "bailiwick.key" .component) -}}
{{- with .root.Values.images.registry }}{{ . }}/{{ end }}{{ $image.repository }}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ end -}}
{{- end -}}

{{- define "bailiwick.postgresql.host" -}}
{{- if .Values.postgresql.cloudNativePG.enabled -}}{{ include "bailiwick.fullname" . }}-postgresql-rw
{{- else -}}{{ required "postgresql.host is required without postgresql.cloudNativePG.enabled" .Values.postgresql.host }}
{{- end -}}
{{- end -}}

{{- define "bailiwick.postgresql.ca" -}}
{{- if .Values.postgresql.cloudNativePG.enabled -}}{{ include "bailiwick.fullname" . }}-postgresql-ca
{{- else -}}{{ required "postgresql.caSecret is required without postgresql.cloudNativePG.enabled" .Values.postgresql.caSecret }}
{{- end -}}
{{- end -}}

{{- define "bailiwick.kafka.bootstrap" -}}
{{- with .Values.kafka -}}
{{- if .bootstrapServers -}}{{ .bootstrapServers }}
{{- else if .strimzi.enabled -}}
{{ required "kafka.strimzi.clusterName is required with kafka.strimzi.enabled" .strimzi.clusterName }}-kafka-bootstrap.{{ $.Release.Namespace }}.svc:{{ .strimzi.listenerPort }}
{{- else -}}{{ required "kafka.bootstrapServers is required without kafka.strimzi.enabled" .bootstrapServers }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "bailiwick.kafka.ca" -}}
{{- if .Values.kafka.strimzi.enabled -}}{{ .Values.kafka.strimzi.clusterName }}-cluster-ca-cert
{{- else -}}{{ .Values.kafka.caSecret }}
{{- end -}}
{{- end -}}

{{/* The Secret with which a component connects to Kafka. */}}
{{- define "bailiwick.kafka.secret" -}}
{{- if .root.Values.kafka.strimzi.enabled -}}{{ include "bailiwick.fullname" .root }}-{{ .component }}
{{- else -}}
{{- $key := include "bailiwick.key" .component -}}
{{- required (printf "kafka.credentials.%s is required without kafka.strimzi.enabled" $key) (index .root.Values.kafka.credentials $key) -}}
{{- end -}}
{{- end -}}

{{- define "bailiwick.kafka.protocol" -}}
{{- if .Values.kafka.strimzi.enabled -}}SSL{{- else -}}{{ .Values.kafka.securityProtocol }}{{- end -}}
{{- end -}}

{{- define "bailiwick.enforcer.server" -}}
{{- .Values.enforcer.mtls.serverSecret | default (printf "%s-policy-enforcer-tls" (include "bailiwick.fullname" .)) -}}
{{- end -}}

{{- define "bailiwick.host" -}}
{{- (urlParse (required "gateway.url is required" .Values.gateway.url)).host | splitList ":" | first -}}
{{- end -}}
