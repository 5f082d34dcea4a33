import Evidence

/// Plain text: one record a line. Syslog, web server logs, auditd, IIS, PostgreSQL and whatever else is written
/// in lines; also Splunk's raw text of Windows events. Read first: `LineRecords.Cutter`, `LineTime`,
/// `LineRecords.Extractor`.
package enum LineRecords {}
