#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Well-formed files.
enum Files {
    static let csv = [
        "name,notes,secret\ncontoso,\"a \"\"b\"\", c\nd\",s3cr3t\r\nfabrikam,,x\n", "\u{feff}secret,name\n\"\",b",
        "name\n\na\n",
    ].map(seed)

    private static let ids =
        #""directoryId":"11111111-1111-4111-8111-111111111111","clientId":"aaaaaaaa-0000-4000-8000-000000000001""#

    /// The first byte stands for the format: `@` any, `A` az, `B` csv, `C` jsonl.
    static let all = [
        #"A{"appId":"aaaaaaaa-0000-4000-8000-000000000001","displayName":"contoso","password":"s3cr3t","tenant":"contoso.example"}"#,
        #"@[{"appId":"aaaaaaaa-0000-4000-8000-000000000001","name":null,"password":"s\u00e9","tenant":"11111111-1111-4111-8111-111111111111"}]"#,
        "Bname,directoryId,clientId,secret,expires,tags,cloud,endpoint\ncontoso,contoso.example,aaaaaaaa-0000-4000-8000-000000000001,s3cr3t,2027-01-01,a b,usgov,v1\n",
        "@name,directoryId,app\nfabrikam,fabrikam.example,contoso\n",
        "C{\"name\":\"contoso\",\(ids),\"secret\":\"s3cr3t\",\"tags\":[\"a\",\"b\"],\"authority\":\"http://127.0.0.1:1\"}\n{}\n",
        "@{\"name\":\"contoso\",\(ids),\"secret\":\"x\",\"owner\":\"ada\",\"notes\":\"n\\n\",\"via\":\"other\"}",
    ].map(seed)
}

/// Bytes that come out of a descriptor, as long as this is held; no more than a pipe holds.
final class PipedFile {
    struct NoPipe: Error {}

    let descriptor: Int32

    init(_ bytes: [UInt8]) throws {
        var ends: [Int32] = [-1, -1]
        guard bytes.count <= 16 * 1024, unsafe pipe(&ends) == 0 else { throw NoPipe() }
        descriptor = ends[0]
        let count = unsafe write(ends[1], bytes, bytes.count)
        close(ends[1])
        guard count == bytes.count else { throw NoPipe() }
    }

    deinit { close(descriptor) }
}
