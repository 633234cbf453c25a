{{/* The application's container, without its name. */}}
{{- define "service.container" -}}
{{- $web := .Values.web -}}
image: {{ include "service.image" (list . .Values.image) | quote }}
imagePullPolicy: IfNotPresent
{{- with .Values.command }}
command:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.args }}
args:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.env }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  {{- include "service.containerSecurity" . | nindent 2 }}
{{- with .Values.writable }}
volumeMounts:
  {{- range $index, $mount := . }}
  - name: {{ printf "writable-%d" $index }}
    mountPath: {{ $mount.path | quote }}
  {{- end }}
{{- end }}
{{- with $web }}
ports:
  - name: {{ include "service.portName" $ }}
    containerPort: {{ .port }}
    protocol: TCP
# Until it has started, nothing else is asked of it: it has five minutes.
startupProbe:
  {{- toYaml .live | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 60
livenessProbe:
  {{- toYaml .live | nindent 2 }}
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 3
readinessProbe:
  {{- toYaml .ready | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 3
lifecycle:
  preStop:
    # Until callers, the gateway and proxies have heard that this pod goes, it still answers.
    sleep:
      seconds: {{ .drainSeconds }}
{{- end }}
{{- end }}
