import Foundation

/// Keys that were made for these tests and prove nothing to anyone. The certificates are valid in 2025 and 2026.
enum SampleKeys {
    /// Of the first certificate, as the portal shows it.
    static let thumbprint = "A64DFF357A7B83EAEE27A54A1442FE874BFD598F"
    static let pfxPassword = "pfx pass"

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDQBBPNhGbbZV+m
        2/kUwAKk22FDuZ6XE+0AfkDmPSA20Uss0gk/uvnjY4TA7Flf3H5cRTAOd/LaL+bo
        LX0FiunUOMKg44XR2rjh/5aU3DAVQus1sEo3F4Xg7pLmAEX9cnh+jkAw4kqEIJ8N
        KUW4n6UU8quMVXrEek06UIWRWdoYIPoUpo5pW8eD+lXnMXEvXAdyE4mgOnIJdCkJ
        kfjxJcnSFUVOHdNmO1lqOpiJ91DpCQiS5dNbbzc7zHtw2wCVQK3/Sl0B6VIQ71Xy
        UGnWencjjqYkMSoKw5Rs+2gj6b4/XXCpz1SmTXn9+YlGLpuioHSmXnNWJqeNdNAa
        ZURR8fgJAgMBAAECggEAAYzUOnL3AsHIwpEvVB2hr2mQmhz5HvJXsOof8O9J7Qqm
        eyMmDT7nE5AXakogmN+nY+filasEaOaUO4zyOm84cpvJLIKBieitucZqMHoLFC97
        WfsyNGKlHWHdv5/HJb47gmLsPMkE6eLl2IbjFX8AD43G5DzzVSE9r9Zvhl+jacxa
        quys6qGZPDY7fEnxJtG3SLeK7sVSDg5x7S50M+H8ZPTpxrH9VVsJGKUOGkHUOk+U
        pIFZilO3zzXzxi86WscW+T1n7OIbW9wupJA2A6w70vl6iVhcNBQaxSicRR5NCpUi
        gBz18NO8O0cyPbgEqx67PW6dSKmEQkuvRAmfzwE/0QKBgQDz2ZXWUU01NJFO3cLn
        TisYeaDzFfFEbZ23cJMf2e81wA+Kes6jbDiwaAmWaoeiRdXry9GFwFOvTGaYwTmq
        HBElSRIOg/EYTyQ4jTta5PgW5AadUnR6XFazL6eAy5WVkiYUXRkP33IwyKfU6oJi
        qyb1tuBlGeEDYVNIXssXtFOBeQKBgQDaYWnIgrib+dqKqYsjVGKck8NuV06TsXXf
        BV5Pk71pUE4Tnkrp0Q+5fdIAMKOmcHQzmazy5PK0M2e6YgylCHL0+vOd85E6Ghj0
        grW/IZrAlul2RS2OwVTH8Msg0ffzAixf55Bu9DzR0U2APvf2D3FxvsD5DrTw/6uO
        TLqO1UiXEQKBgGCtcGFzBFhGyiFpfH92F1HxzuTxWyFVEEWNJVdocRVvWvn9LHXQ
        Tz1pUfvHqpSkeWat/Ri5IrSKZtbDLNiLniSZLsaAexK3NdYR8GleBBoXN6Qh77of
        Z+RMzW0byedt9Rj3vBr17PD4bMnWW/FAiAa9BYQv2W0cpgc4Re7U+JKJAoGAMlbQ
        LqNLcND4eow4gY1bKeK54v6HI2590EoJgmh4+gTD6qvLcvh5GnYRaW/M2XoEnzxm
        bJswAy/yUjl11rkK3sPWUmup523KoNpckNFrPcfLyzKJHOYd5/TurgMYl9DBb94O
        IjV0q50Gs3BQckz/BoxFKWQle4REBIpVWsV5dTECgYAEBjB9Kei3az/vita/BUj/
        j91a+mJmNhGS0Q/br8rGtq36uYuKBhdaX7dOGZvE8TiWiI19aheAKXB5LVxUldDk
        daLtUTKvzorWEvUGWqwppHUu0YnyY06hdMBHGc6APLFYzxHwioci1k88AfpdCmLR
        b0khRjz5Sj5igD2g3w1J3g==
        -----END PRIVATE KEY-----
        """

    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIICtzCCAZ8CAkPAMA0GCSqGSIb3DQEBCwUAMCExHzAdBgNVBAMMFnBhcnRuZXIt
        dmF1bHQgdGVzdCBvbmUwHhcNMjUwMTAxMDAwMDAwWhcNMjcwMTAxMDAwMDAwWjAh
        MR8wHQYDVQQDDBZwYXJ0bmVyLXZhdWx0IHRlc3Qgb25lMIIBIjANBgkqhkiG9w0B
        AQEFAAOCAQ8AMIIBCgKCAQEA0AQTzYRm22Vfptv5FMACpNthQ7melxPtAH5A5j0g
        NtFLLNIJP7r542OEwOxZX9x+XEUwDnfy2i/m6C19BYrp1DjCoOOF0dq44f+WlNww
        FULrNbBKNxeF4O6S5gBF/XJ4fo5AMOJKhCCfDSlFuJ+lFPKrjFV6xHpNOlCFkVna
        GCD6FKaOaVvHg/pV5zFxL1wHchOJoDpyCXQpCZH48SXJ0hVFTh3TZjtZajqYifdQ
        6QkIkuXTW283O8x7cNsAlUCt/0pdAelSEO9V8lBp1np3I46mJDEqCsOUbPtoI+m+
        P11wqc9Upk15/fmJRi6boqB0pl5zVianjXTQGmVEUfH4CQIDAQABMA0GCSqGSIb3
        DQEBCwUAA4IBAQBixnx0kOz93AjxqJS2Wh2EQ48yY2oWSjW5fD5I3MbfwjjNfPXL
        8HvxX1ag2pPw9M8NH/RL4ASZA6MA+whOI65RNkw/uqVHwcZpNx+JFo/56XRjExLc
        FpiPfdET5X0S8cTeU6s4JLn1uUwHg003/dpgidXC5iUw5thL1mibUxuPNpGGyd2f
        fmvwLijHAhyDRyqJ1uZn/NmE1xX6E64NAjDPh9pBcIWdNj9FNJfRfeqE/c8DM3gx
        ohdjIUPp1oGGRi4QQjrID944+u5QtfhgVVXeMyUey7OTREmPRJjJV4QWamlzuIYF
        NTPWgrMxjkPY7JvNo35BknDK+socfS6J/4T+
        -----END CERTIFICATE-----
        """

    static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCwu6nTck2eVhBX
        n2koQ+sgGMb9aLqSBg7+q/acbzDyyeQgIlKWSVs2vIwFknL4tvzV20sMLeU7MQ2U
        PGorR6GpdSadrGmMrg+W/xmCAvdQdC6ujFbuBzzPSbGqBKNl14tG1VneKqUJjZI2
        NLFQHH4HZTZHNpFvid3DI2obEbNKl1Zur8hY1BoTqxioOLu4rEsyN1+U1+innrNk
        Ej0kD3HaYLXgTvpL7XOLHZDZsR7P836W3KfUWI6jw5lj27aHDF/UxSST82+4s5mb
        HiUtGm2YUgB2eIMqyqqSEfILEJdDzQnL2ZtkQJN17ghnXJ7uFKIgoJ+k4lGd8bWM
        aTJ06eR/AgMBAAECggEACjyx6h2+sZNnpUOxGil7pvjNx05NMaR93YeazytA/myZ
        CmQikjJT68Lr024iZcC9ECrV2THsC3aHGaqO4Hc+PdbGMq+Sz5jM2LYUcAD5pWSN
        cwPjDIJJJfKtWAf7v6xGv4bKiqwVXOJ2m9gyhc2Ys+ygwmrpQrji1ROp6OvTYwMc
        1L5037ZfHUARrmTgpuxstJEI+iD7eRhlHyBXk19KztHtxTjWYbH/YqVMFovNAPlK
        5sCbnGgxA9JAEtHZltoMnkfpMT5YTv5/oeCAOgg9sHfxwJjJe9PHeXDigiUFwLcA
        ZyClUb5OrW7abSvO7fZ06vXurEhB/VyF/M49w/kFmQKBgQDU6JnVJk5ip304CnHZ
        5s2fgqmtDuwXdQuoggkij+3Q6cFcaGqfLcndoV+2O2Mxl5dEu8YkcbYybFRKGcFB
        wNxcURRNc0sBVRhKEsfo19TMMSghWM4JPWNAiiqiF9i3YA+5wBg+PSGw4Hs4AOo7
        YW/Erubk2mgvEymZG5CzZ4YrGQKBgQDUgLSE04KjKTPT4nIZowqQJlldHXQfMZ3f
        uOEZsuFLG7WqM7qd9M8A7M8UV+LBabQpCeNiFPjUi3cYMG0sT7QfrjrfkbZul0xp
        qU3meRgbcAW+kzR6wzoqnVGKFAvm1K8b/65RERJWBM51W/1VuqeSDkzyFejQQvjj
        mnjmfEIXVwKBgQCzBl8L5uj0dYeKTuYK5tMx9Em+dhS5aLcD20vZHxNGnrfzfu1g
        qbzbOq1jay5ubdxJdGcZD/C3F3YM1Pk20/e3PIoI0hBYr3f8GSy1sn6BsDfhSm39
        QPwrMcLFh624C/NNKqR3+SlSNIAHyGUsxzKXPMZz2t7N7pwE3TPgVwVvSQKBgFWj
        JJyezHfKg/twt4DDZt9exQa0dvaXPUNKs1Ry9T4ahaR4wk0jukRqKq3NGTHO0m7z
        cDI3t2uYZL9XzLddy3407b7pbva0fHPcaetmg6OTCo2Zrz2F7av8yD54A6/bqFIF
        QQ+kbJpDx5weHULuPNesca/hyngbdUfsGarxCoVzAoGAA2JhCGUWjwFQb5TnIugE
        b3spcusb9P1G9Udfzc7IVcaBsi2+YkoZOJZZ4ci18ceFk5TpIELmOLv5oGeo2sVR
        9VP9KMIaxhah/ZOReVDp8OZBRt3oiBq2aqBlGhuaLk/An0utRY52XdqjmWe8UiF+
        g54Rlq5Avh2kenqVVoDOj9o=
        -----END PRIVATE KEY-----
        """

    static let otherCertificate = """
        -----BEGIN CERTIFICATE-----
        MIICtzCCAZ8CAnvTMA0GCSqGSIb3DQEBCwUAMCExHzAdBgNVBAMMFnBhcnRuZXIt
        dmF1bHQgdGVzdCB0d28wHhcNMjUwMTAxMDAwMDAwWhcNMjcwMTAxMDAwMDAwWjAh
        MR8wHQYDVQQDDBZwYXJ0bmVyLXZhdWx0IHRlc3QgdHdvMIIBIjANBgkqhkiG9w0B
        AQEFAAOCAQ8AMIIBCgKCAQEAsLup03JNnlYQV59pKEPrIBjG/Wi6kgYO/qv2nG8w
        8snkICJSlklbNryMBZJy+Lb81dtLDC3lOzENlDxqK0ehqXUmnaxpjK4Plv8ZggL3
        UHQuroxW7gc8z0mxqgSjZdeLRtVZ3iqlCY2SNjSxUBx+B2U2RzaRb4ndwyNqGxGz
        SpdWbq/IWNQaE6sYqDi7uKxLMjdflNfop56zZBI9JA9x2mC14E76S+1zix2Q2bEe
        z/N+ltyn1FiOo8OZY9u2hwxf1MUkk/NvuLOZmx4lLRptmFIAdniDKsqqkhHyCxCX
        Q80Jy9mbZECTde4IZ1ye7hSiIKCfpOJRnfG1jGkydOnkfwIDAQABMA0GCSqGSIb3
        DQEBCwUAA4IBAQCK51DHo6uI3d+fSeqAzmEj9d9dGaXRrUEs+hawBM0sqT8+nfTn
        7HkOauR8EoaArSzproO4kiZdYbh9KDZUYEMx94tBNd/ytFUj47/CJ9G+ajC4EeIa
        ejh9tAL4FhL21VpWzFzQmDG2JTKWTWmVAIMnRrogUmZc/8ztXS1yTd8lbPtjHf/Q
        2ie2tFrHxXmClqwibLHq3J8wjV1G3uZxU64aWZ6pz2GXDKwVKWK6f5pONg2W/ddO
        B4BujH3WLSzmQaGqJjt6khBq5EBSicSIbUFGH/IPERS18jl1ggG35d9WZJnqe9mU
        UjiJHi7vc6M1OL/FY+nlKEiiX3nNxHUqnUTJ
        -----END CERTIFICATE-----
        """

    /// The public half of the other key.
    static let otherPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsLup03JNnlYQV59pKEPr
        IBjG/Wi6kgYO/qv2nG8w8snkICJSlklbNryMBZJy+Lb81dtLDC3lOzENlDxqK0eh
        qXUmnaxpjK4Plv8ZggL3UHQuroxW7gc8z0mxqgSjZdeLRtVZ3iqlCY2SNjSxUBx+
        B2U2RzaRb4ndwyNqGxGzSpdWbq/IWNQaE6sYqDi7uKxLMjdflNfop56zZBI9JA9x
        2mC14E76S+1zix2Q2bEez/N+ltyn1FiOo8OZY9u2hwxf1MUkk/NvuLOZmx4lLRpt
        mFIAdniDKsqqkhHyCxCXQ80Jy9mbZECTde4IZ1ye7hSiIKCfpOJRnfG1jGkydOnk
        fwIDAQAB
        -----END PUBLIC KEY-----
        """

    /// The first key and certificate, with the password.
    static let pfx = """
        MIIJjwIBAzCCCUUGCSqGSIb3DQEHAaCCCTYEggkyMIIJLjCCA6IGCSqGSIb3DQEHBqCCA5MwggOP
        AgEAMIIDiAYJKoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjJNElj95Fj
        EwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDsVuI94gY1IMH+i0Q7qshqAggMgjJL3
        /3erbPo9efrEAHpppTy67e6N2Eo6mHDpQCTGXohf2TtjMDezXI6PcHvyJppPG6d3VijfAzfJJuwh
        i+7X4xitjwOTOqBsQGwPvokGTESUJAqQcvma+VjGsXUiH0XoLNLxi4Y+pXIm8N6QImO4M/vQsFEA
        FVChbAjBoKACd+Voy17wBmSY88ClpgYLnEL46ldI4HrAUsw1Bs6m86K6QE3rnsjlurHjanV22Jip
        cHNkUqab5GXmBLkVgVXOx789PGL+xQ9EOxDkgmqBhWx+47dIa6yyWyvbop5CgZp/bI/x+pgFUHkh
        XK43XpeYgSCxdviQs0uBoJ/v6xVd9ID0njdXuW0Mp8hxktY3MrUhKEmWeUcismbZUfJPKZNzd/Yc
        cjmpHJck1vEQfxYnNU8DEg91kCfq0sl3gQaN9vDk/YF8IrrOsSbMEjyriTVtRcHD0KGkyKWtsHkx
        uuvoXD+X9fSEydRHuQ4lzc2X8Rp6eJsCFWGVUwLyECDGFUMalp9OtSMe/HlLc21OAaY8sj272Qnu
        2QeEzh+P7MlbnKHLWV0OQJu1Q2qni2NM3vTJXKr52D/bG6+ElUFrhl0bKKgCB98udhA+D79mFJZt
        yS4jTkTfccKVaJ7O9cWd5Zu9YheNff/tEHtomF9T6peE0NSPbM2Xzze4Mj1HDkuKiMlRLNjNe4dt
        zTnkkaB33m4SoRrDMOVs7oU+CJBWrogWZBedEJFDBX+h9mqyJjiPpts0ofIXveyqjIMBoEdNVXA/
        mit142saM5QjuG8Rj1Ytr0OfOSdM7XbhQSKvGCKKUjqij1SReH8HZA6AozNZNlOlFoHrPTT/BqMN
        sAdBlcpniUITRbDNpaEYWD9iIU7rFqg+/+r+j4SETpJ4UHJe6xHC49l2/Jpa/KwDkKLCIcfjlCT5
        /qJodAiTkH0LC4wE15Xe6SrE2syu6B6StUugAoPxNKw6m6ZdUjLbV6tSdP6Hl3/0B6zw+7OajBr1
        +gIVj+uwsQc61tc1NwqifWB6Kwg4icY2zqcOSDRb/SR0rM4PLi6z4xMO7RIqjqXlVFp6zGGvyngw
        ggWEBgkqhkiG9w0BBwGgggV1BIIFcTCCBW0wggVpBgsqhkiG9w0BDAoBAqCCBTEwggUtMFcGCSqG
        SIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAigqJGJyDXnsgICCAAwDAYIKoZIhvcNAgkFADAdBglg
        hkgBZQMEASoEEMvQRa1jTnHnS9hpHGUL4bQEggTQz91u0m3j/O3t1+eb5af+675M5/b6RvHlknU1
        d1j8WAecXfzpx855B65aW0El5l0smcMPV+8lx1KRPIZq/juzG/X11OkxPZTFnQ/GWA4Sj6T6I33v
        3D2TwaT6LsrJlR6Mie7UGzNkRe6CuuYdxbptaP4Jvg4ywrAZkOpQ7piIP++AGl3/BqCvJI0rjG1Y
        p0hOtIoEpI6C8oHkgbDJ6iRkcGjSA98NVPslmDkccubTVptVR+Cj6sDSgUYDod1jRm9vUQWzvzrW
        D3z6YfP3/37smj0EIMyAcn2rJVNLF1j2cE32ppg8P7kzhbz16d+9Dm/ijj2lOfMXG/RV+MVQhrkV
        g2mYeqmORsqU6ra5pg3uVCzbQQ3SDwXFwnpg7MJlW4TCSRLouJ34BUv33BRlcRmKqxv+KvFQBb5x
        BRHQg7Ulp5eBGKiX6Mu2y5qX+TbgvI5oEXEF7PSzpqmZ4YWuUq3sEXSqMNlq2tgU3nFBZVXUR9vt
        zCg6stTBrX5+tPuK8GEQrfbF24pxmUT0gyDJS7+DgP0oGxvgUm3QCxNEep/1/L99R6nfZnOBpe2N
        8LZCFqBU2nUF5ieCjC2ULDY0gRkxB6lNqalpaVNQvl7eI+xdPRoUt2NRAGkaop6yOp/xRDy37fnt
        KdvIWCPVEmUff2lRy5XyylpmoPeZWef3DhM1jPNo1HSeQDRGlgGXPpsZo16qFHiSVNwMRJmETHIJ
        YO0s2VCNPxlValQl2+6mv6Rii94W97IbWZwFaP0LOaQkVh60c87tlmzfcS2jbRcQwx+s4LGDXW+n
        /PON/J7sMUxbrjXs/sY0JfKmcgNYH1zyB2xskWsw1SAvvksm5axNv55IKj+FUnceuTraCtNdlsWn
        wFeODof2KH9Hhp6ceVllHzBK32D8DBMSlgUlFLs7KkkVGxTmP9GM26YaokTZ4Dsxf2HlOGcRCQu2
        +mtOC4+XqUfV8q6oHLesMSiohw1U2sbwt/Ux3IyqbFSVfrhsj/wZn9e98Wb5q27ko9j08zC+Cgy6
        o2wXpEN0LmjoQN/ARDuHW4L7YUxUbpn9y/oc487rqDBJLvZEvR5aisQzckivte3V0CIKEHbgDzVP
        YlfZjqH7zse/Z0w6uZbZCqJ5Lw+VEQLz5xZth2UwchfmLdMWmJGEd0iyET5dXiu6N/EVrvcL75i0
        iZBD6vcC+lW+hVleAJ/WKIy9xYNMTFZmFdZs3j2lUjwVQMSvqtt0gLrWHTmfdsFoYLdYac1zf8P5
        IuIdwi+xLMRRTMT364hypnKEvoMo/WvljwKirqHNGa7rCKzhWrFMoJV8zjLnEgbPOyjeGTn8HvNb
        t02tREkBeFQ0N0XOSZ27TkQreN2m11PpMbwyi7xkL9BixQVen/bg0FfXY13WdSNUMvo1p1J6xXfx
        aEyWKT9PXQjE7K+tIjaJgtHBKCMMUQRwbFXc9YfVkjAmhsiNGavcH7eA/ABOe3hwA1sTN/HBUpuJ
        9PIaePyExBGDnLqrxNuiTOtTIccrHhcAVlVdxoK2QKA1006/SqyBJmr2b0tODwpogutxuDqbVp05
        T8KhYx6aQZUHiv+N0URA8ORhrNFbZpGeEym2gsnt1mCuVr815DC0uMkw5Uw/pqz5H8aPi22jRKxO
        f0NU4owSmsoxJTAjBgkqhkiG9w0BCRUxFgQUpk3/NXp7g+ruJ6VKFEL+h0v9WY8wQTAxMA0GCWCG
        SAFlAwQCAQUABCAPdZupm9tQrCJxFlqaidzT0LOSQme/z94dNLDgHGVdxQQI/yUIA3zclfsCAggA
        """

    /// Of https://issuer.example for repo:contoso/leads, until 2030, signed with the other key.
    static let assertion = """
        eyJhbGciOiAiUlMyNTYiLCAidHlwIjogIkpXVCIsICJraWQiOiAidGVzdCJ9.eyJpc3MiOiAiaHR
        0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsICJzdWIiOiAicmVwbzpjb250b3NvL2xlYWRzIiwgImF1ZCI
        6ICJhcGk6Ly9BenVyZUFEVG9rZW5FeGNoYW5nZSIsICJpYXQiOiAxNzM1Njg5NjAwLCAibmJmIjo
        gMTczNTY4OTYwMCwgImV4cCI6IDE4OTM0NTYwMDB9.dVvU5VWREMDJbBmbkgm2EdF2Zypm0pOaSO
        wxQsX4XB9TN5g0-HWVhfhY90DSvg6KW0IZiSBk1-nzDZJfP1fgxXWk5MFUH0P_sJtqPDTg0jO_XQ
        Fr_ePY3FcSqBGCnHSdAHCWmJUqMIrwKpevoKJiOkvzslIQOxo23BUvZ_W4bojsbAgD9A4aOOIdVy
        -BNCThV3BkLRgoh_J_JL145NAK83R3kDEjRkY-knSzPO8zjo8RjuZ0cPwOPsYI53Djohc01Qje-S
        _CjvRYKfBLZCgH5h_GnDkcKd0hA7c-x6gcrE2HuRo1V01FuGXFVwyxHxaJUjWkCctQuqcu-HTrk7
        WuEg
        """.split(separator: "\n").joined()
}
