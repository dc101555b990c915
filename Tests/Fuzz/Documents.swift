import FoundationEssentials
import NIOCore
import VaultModel

@testable import EntraClient

/// Well-formed answers of a directory.
enum Documents {
    static let audience = "https://api.partner.microsoft.com"

    static let json = [
        #"{"a":[1,-2.5e3,true,false,null,"\u00e9\ud83d\ude00\n"],"b":{"c":{}},"d":[]}"#, "[0]", #""text""#, "-0",
        "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", #"{"é":1,"e\u0301":2}"#, "1e999",
    ].map(seed)

    /// The first byte stands for the status.
    static let replies = [
        #"0{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"eyJ.eyJ.c2ln"}"#,
        #"0{"token_type":"Bearer","expires_in":"3599","expires_on":"1800003599","refresh_in":1800,"access_token":"a"}"#,
        #"1{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret. Trace ID: 1","error_codes":[7000215],"correlation_id":"11111111-1111-4111-8111-111111111111","claims":"{}","suberror":"basic_action"}"#,
        #"1{"error":"invalid_client","error_description":"AADSTS7000215: no such secret Zq7~mArK/er+sE=cret."}"#,
        #"1{"error":"invalid_client","error_description":"AADSTS7000215: no such secret Zq7~mArK%2Fer%2BsE%3Dcret."}"#,
        #"0{"issuer":"https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0","token_endpoint":"https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/oauth2/v2.0/token","jwks_uri":"https://login.microsoftonline.com/common/discovery/v2.0/keys"}"#,
        #"1{"error":"invalid_client","error_description":"AADSTS7000215: no Zq7~mA\u200brK/er+sE=cret."}"#,
        "4<html></html>", "3{}",
    ].map(seed)

    static let tokens: [[UInt8]] = {
        let claims =
            #"{"tid":"11111111-1111-4111-8111-111111111111","appid":"aaaaaaaa-0000-4000-8000-000000000001","aud":"https://api.partner.microsoft.com","exp":1800000000}"#
        return [
            [#"{"alg":"RS256","kid":"1"}"#, claims, "sig"].map(encoded).joined(separator: "."),
            ["{}", #"{"aud":"fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"}"#, ""].map(encoded).joined(separator: "."),
            "eyJh..YQ.YQ.YQ",
        ].map(seed)
    }()

    static let dates = [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sat, 29 Feb 2020 23:59:60 GMT", "120", "0", "99999999999999999999",
    ]
    .map(seed)

    private static func encoded(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}

/// A transport that is never used.
struct Nowhere: HTTPTransport {
    func send(_ request: HTTPExchangeRequest) async throws(TransportError) -> HTTPReply { throw .shutDown }
}
