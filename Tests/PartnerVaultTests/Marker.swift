import Foundation

/// A text that must not turn up anywhere, in all the forms in which carelessness would leave it.
struct Marker: Sendable {
    let text: String
    /// The forms by name.
    let forms: [String: Data]

    init(_ text: String) {
        self.text = text
        let bytes = Array(text.utf8)
        let escaped = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let forms: [String: String] = [
            "percent": escaped,
            "percent in small letters": escaped.replacing(/%[0-9A-F]{2}/) { $0.output.lowercased() },
            "percent, unreserved left": text.addingPercentEncoding(
                withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~"))
            ) ?? "",
            "percent throughout": bytes.map { "%\(Self.hex($0).uppercased())" }.joined(),
        ]
        self.forms = Self.forms(of: bytes).merging(forms.mapValues { Data($0.utf8) }) { $1 }.merging([
            "UTF-16": Data(text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }),
            "UTF-16, high byte first": Data(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }),
        ]) { $1 }
    }

    /// A key, which is no text.
    init(bytes: [UInt8]) {
        text = ""
        forms = Self.forms(of: bytes)
    }

    /// The forms that text and keys have in common.
    private static func forms(of bytes: [UInt8]) -> [String: Data] {
        let hex = bytes.map { Self.hex($0) }.joined()
        var forms = ["hex": hex, "hex in capitals": hex.uppercased()]
        // Whole groups of three bytes look the same wherever the text around them begins.
        for skipped in 0..<3 {
            let group = Data(bytes.dropFirst(skipped).prefix((bytes.count - skipped) / 3 * 3)).base64EncodedString()
            forms["base64 from \(skipped)"] = group
            forms["base64url from \(skipped)"] = group.replacing("+", with: "-").replacing("/", with: "_")
        }
        return forms.mapValues { Data($0.utf8) }.merging(["plain": Data(bytes)]) { $1 }
    }

    private static func hex(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16) + String(byte & 0xf, radix: 16)
    }

    /// The names of the forms that `data` holds.
    func found(in data: Data) -> Set<String> {
        Set(forms.filter { data.firstRange(of: $0.value) != nil }.keys)
    }

    /// The files below `folder` that hold it, but for those named.
    func found(below folder: String, without known: Set<String> = []) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { name in
            guard !known.contains("\(folder)/\(name)") else { return false }
            // A folder has no bytes; a pipe or socket would have no business there.
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return false }
            return !found(in: Data(name.utf8) + data).isEmpty
        }
    }
}
