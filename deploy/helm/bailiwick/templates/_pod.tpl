{{- define "bailiwick.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "bailiwick.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "bailiwick.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
- name: settings
  configMap:
    name: {{ .settings }}
{{- if not .owner }}
{{- if eq (include "bailiwick.kafka.protocol" .root) "SSL" }}
- name: kafka
  secret:
    secretName: {{ include "bailiwick.kafka.secret" . }}
    items: [{key: user.p12, path: user.p12}]
{{- end }}
{{- with include "bailiwick.kafka.ca" .root }}
- name: kafka-ca
  secret:
    secretName: {{ . }}
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}
{{- end }}
{{- if ne .component "policy-enforcer" }}
{{- with include "bailiwick.postgresql.ca" .root }}
- name: postgresql-ca
  secret:
    secretName: {{ . }}
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}
{{- else }}
{{- if ne .root.Values.enforcer.mtls.clientCertificates "none" }}
- name: server
  secret:
    secretName: {{ include "bailiwick.enforcer.server" .root }}
- name: callers-ca
  configMap:
    name: {{ required "enforcer.mtls.callersCAConfigMap is required with client certificates" .root.Values.enforcer.mtls.callersCAConfigMap }}
{{- end }}
{{- range $issuer := .root.Values.enforcer.issuers }}
{{- if $issuer.clusterCA }}
- name: cluster-ca
  configMap:
    name: kube-root-ca.crt
{{- break }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "bailiwick.mounts" -}}
{{- range (include "bailiwick.volumes" . | fromYamlArray) }}
- name: {{ .name }}
  mountPath: {{ get (dict "tmp" "/tmp" "settings" "/app/config") .name | default (printf "/etc/bailiwick/%s" .name) }}
  {{- if ne .name "tmp" }}
  readOnly: true
  {{- end }}
{{- end }}
{{- end -}}

{{- define "bailiwick.probe" -}}
httpGet:
  path: /q/health/{{ . }}
  port: management
timeoutSeconds: 3
{{- end -}}

{{- define "bailiwick.deployment" -}}
{{- $values := .root.Values -}}
{{- $service := index $values (include "bailiwick.key" .component) -}}
{{- $name := printf "%s-%s" (include "bailiwick.fullname" .root) .component -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels: {{- include "bailiwick.labels" . | nindent 4 }}
spec:
  {{- if not $service.autoscaling.enabled }}
  replicas: {{ $service.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector:
    matchLabels: {{- include "bailiwick.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "bailiwick.labels" . | nindent 8 }}
      annotations:
        checksum/settings: {{ include "bailiwick.settings" . | sha256sum }}
    spec:
      serviceAccountName: {{ $name }}
      automountServiceAccountToken: false
      # Otherwise a Service named kafka would give each pod variables that look like settings of its client.
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $values.shutdown.terminationGracePeriodSeconds }}
      securityContext: {{- include "bailiwick.podSecurity" . | nindent 8 }}
      {{- with $values.images.pullSecrets }}
      imagePullSecrets: {{- range . }}
        - name: {{ . }}
      {{- end }}
      {{- end }}
      {{- with $values.scheduling.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.scheduling.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.scheduling.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      topologySpreadConstraints:
        {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - maxSkew: 1
          topologyKey: {{ $key }}
          # A zone that is lost must not keep its replicas from the others.
          whenUnsatisfiable: {{ ternary $values.scheduling.whenUnsatisfiable "ScheduleAnyway" (eq $key "kubernetes.io/hostname") }}
          nodeTaintsPolicy: Honor
          labelSelector:
            matchLabels: {{- include "bailiwick.selector" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      containers:
        - name: {{ .component }}
          image: {{ include "bailiwick.image" . }}
          imagePullPolicy: {{ $values.images.pullPolicy }}
          workingDir: /app
          ports:
            - {name: http, containerPort: 8080}
            - {name: management, containerPort: 9000}
            {{- if and (eq .component "policy-enforcer") (ne $values.enforcer.mtls.clientCertificates "none") }}
            - {name: https, containerPort: 8443}
            {{- end }}
          env:
            {{- include "bailiwick.environment" . | nindent 12 }}
          securityContext: {{- include "bailiwick.containerSecurity" . | nindent 12 }}
          resources: {{- toYaml $service.resources | nindent 12 }}
          # A start waits up to a minute each for PostgreSQL and Kafka.
          startupProbe: {{- include "bailiwick.probe" "started" | nindent 12 }}
            periodSeconds: 2
            failureThreshold: 150
          livenessProbe: {{- include "bailiwick.probe" "live" | nindent 12 }}
            periodSeconds: 10
            failureThreshold: 6
          readinessProbe: {{- include "bailiwick.probe" "ready" | nindent 12 }}
            periodSeconds: 3
            failureThreshold: 3
          lifecycle:
            # The pod leaves its Services now; the service gets SIGTERM when load balancers know it.
            preStop:
              sleep:
                seconds: {{ $values.shutdown.preStopSeconds }}
          volumeMounts: {{- include "bailiwick.mounts" (merge (dict "settings" $name) .) | nindent 12 }}
      volumes: {{- include "bailiwick.volumes" (merge (dict "settings" $name) .) | nindent 8 }}
{{- end -}}
