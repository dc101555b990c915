import VaultCore

/// Gauges in Prometheus's text format, version 0.0.4.
struct MetricsText: Sendable {
    typealias Label = (name: String, value: String)
    typealias Sample = (labels: [Label], value: Int64)

    private(set) var text = ""

    /// Adds all samples of one metric. Of several with the same labels the first counts: a file in which a series
    /// stands twice is refused as a whole.
    mutating func add(_ name: String, help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) gauge\n"
        var seen: Set<String> = []
        let lines = samples.mapConcurrently { sample in
            let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
            return (series: labels.isEmpty ? name : "\(name){\(labels.joined(separator: ","))}", value: sample.value)
        }
        for line in lines where seen.insert(line.series).inserted { text += "\(line.series) \(line.value)\n" }
    }

    private static func escaped(_ raw: String, quotes: Bool) -> String {
        // Nearly all text is this.
        let isPlain = raw.utf8.allSatisfy { byte in
            byte != UInt8(ascii: "\\") && byte != 0x0a && (!quotes || byte != UInt8(ascii: "\""))
        }
        if isPlain { return raw }
        var written = ""
        for scalar in raw.unicodeScalars {
            switch scalar {
            case "\\": written += "\\\\"
            case "\n": written += "\\n"
            case "\"" where quotes: written += "\\\""
            default: written.unicodeScalars.append(scalar)
            }
        }
        return written
    }
}
