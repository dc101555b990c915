import Foundation
import VaultCore
import VaultCrypto

let directory = "11111111-2222-4333-8444-abcdefabcdef"
let client = "22222222-2222-4333-8444-abcdefabcdef"

/// What an import gave, in order: rows in short, and refusals.
struct Imported {
    var rows: [String] = []
    var refusals: [ImportRefusal] = []

    var reasons: [ImportRefusal.Reason] { refusals.map(\.reason) }
}

/// Imports `content` from a file, and shows each row by `show`.
func importing(
    _ content: String,
    as format: ImportFormat? = nil,
    fileName: String? = nil,
    show: (borrowing ImportRow) -> String = { "\($0.line):\($0.name)=\(text($0))" }
) throws -> Imported {
    guard let file = unsafe tmpfile() else { throw POSIXError(.EIO) }
    defer { unsafe fclose(file) }
    let descriptor = unsafe fileno(file)
    let bytes = Array(content.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    var imported = Imported()
    do throws(ImportRefusal) {
        var reader = try ImportReader(descriptor, format: format, fileName: fileName)
        while true {
            do throws(ImportRefusal) {
                guard let row = try reader.next() else { return imported }
                imported.rows.append(show(row))
            } catch { imported.refusals.append(error) }
        }
    } catch {
        imported.refusals.append(error)
        return imported
    }
}

/// The secret of `row` for comparison, or a hyphen.
func text(_ row: borrowing ImportRow) -> String {
    switch row.secret {
    case .some(let secret): unsafe secret.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    case nil: "-"
    }
}
