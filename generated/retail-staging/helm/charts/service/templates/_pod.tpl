{{/* Annotations of the pods: those of the values, and where the application's own metrics are. */}}
{{- define "service.podAnnotations" -}}
{{- $annotations := dict "kubectl.kubernetes.io/default-container" .Values.name -}}
{{- $metrics := .Values.web | default dict | dig "metrics" dict -}}
{{- if $metrics -}}
{{- $_ := set $annotations "prometheus.io/scrape" "true" -}}
{{- $_ := set $annotations "prometheus.io/port" ($metrics.port | toString) -}}
{{- $_ := set $annotations "prometheus.io/path" $metrics.path -}}
{{- else -}}
{{- $_ := set $annotations "prometheus.io/scrape" "false" -}}
{{- end -}}
{{- merge $annotations .Values.podAnnotations | toYaml -}}
{{- end }}

{{/* The template of the pods. */}}
{{- define "service.podTemplate" -}}
metadata:
  labels:
    {{- include "service.selector" . | nindent 4 }}
    app.kubernetes.io/version: {{ include "service.version" . | quote }}
    {{- if .Values.mesh }}
    service.istio.io/canonical-revision: {{ include "service.revision" . | quote }}
    {{- end }}
  annotations:
    {{- include "service.podAnnotations" . | nindent 4 }}
spec:
  {{- include "service.podSpec" . | nindent 2 }}
{{- end }}

{{- define "service.podSpec" -}}
{{- $web := .Values.web -}}
serviceAccountName: {{ .Values.name | quote }}
# Whoever needs a token gets one of its own: Pod Identity and the mesh bring theirs.
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.priorityClass }}
priorityClassName: {{ . | quote }}
{{- end }}
securityContext:
  {{- include "service.podSecurity" . | nindent 2 }}
{{- if $web }}
terminationGracePeriodSeconds: {{ $web.graceSeconds }}
{{- else }}
restartPolicy: Never
{{- end }}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: kubernetes.io/arch
              operator: In
              values: {{ toJson .Values.architectures }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if $web }}
topologySpreadConstraints:
  # Wishes only: when a zone is lost, its pods start in the others at once. Each version is spread
  # by itself.
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    nodeTaintsPolicy: Honor
    labelSelector:
      matchLabels:
        {{- include "service.selector" $ | nindent 8 }}
    matchLabelKeys:
      - {{ eq (include "service.kind" $) "Rollout" | ternary "rollouts-pod-template-hash" "pod-template-hash" }}
  {{- end }}
{{- end }}
containers:
  - name: {{ .Values.name | quote }}
    {{- include "service.container" . | nindent 4 }}
{{- with .Values.writable }}
volumes:
  {{- range $index, $mount := . }}
  - name: {{ printf "writable-%d" $index }}
    emptyDir:
      sizeLimit: {{ $mount.size | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{/* What `restricted` asks of pods. */}}
{{- define "service.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.user }}
runAsGroup: {{ .Values.user }}
fsGroup: {{ .Values.user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- if .Values.lowPorts }}
sysctls:
  # Below 1024 listens only who has a capability that `restricted` does not give, or this.
  - name: net.ipv4.ip_unprivileged_port_start
    value: "0"
{{- end }}
{{- end }}

{{/* What `restricted` asks of containers, and a root file system that nobody writes to. */}}
{{- define "service.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
