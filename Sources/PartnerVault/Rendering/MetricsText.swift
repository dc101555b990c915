import VaultCore

/// Gauges in Prometheus's text format, version 0.0.4.
struct MetricsText: Sendable {
    typealias Sample = (labels: Labels, value: Int64)

    /// What tells the series of a metric apart, as it stands between the braces: written once for all metrics that have
    /// it.
    struct Labels: Sendable, Hashable {
        fileprivate var text = ""

        mutating func add(_ name: String, _ value: String) {
            if !text.isEmpty { text += "," }
            text += name
            text += "=\""
            text += MetricsText.escaped(value, quotes: true)
            text += "\""
        }

        /// The same with one more.
        func adding(_ name: String, _ value: String) -> Labels {
            var labels = self
            labels.add(name, value)
            return labels
        }
    }

    private(set) var text = ""

    /// Adds all samples of one metric. Of several with the same labels the first counts: a file in which a series
    /// stands twice is refused as a whole.
    mutating func add(_ name: String, help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) gauge\n"
        var seen = Set<Labels>(minimumCapacity: samples.count)
        for (labels, value) in samples where seen.insert(labels).inserted {
            text += name
            if !labels.text.isEmpty {
                text += "{"
                text += labels.text
                text += "}"
            }
            text += " "
            text += String(value)
            text += "\n"
        }
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

extension MetricsText.Labels: ExpressibleByArrayLiteral {
    init(arrayLiteral labels: (name: String, value: String)...) {
        for label in labels { add(label.name, label.value) }
    }
}
