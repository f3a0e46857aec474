"""A PDF with places of electronic seals, as a seal program leaves it; the seals themselves are nothing."""


def sealed_pdf(seals: int) -> bytes:
    """One page with so many seals; the last of them covers the whole file."""
    fields = " ".join(f"{5 + 2 * at} 0 R" for at in range(seals))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [{fields}] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        "<< /Length 0 >>\nstream\n\nendstream",
    ]
    for at in range(seals):
        objects.append(f"<< /FT /Sig /T (seal{at}) /V {6 + 2 * at} 0 R >>")
        objects.append(
            "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached "
            f"/ByteRange [{'0' * 10} {'1' * 10} {'2' * 10} {'3' * 10}] /Contents <{'00' * 16}> >>"
        )
    out, places = "%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010d} 00000 n \n" for at in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    if seals:
        opened = out.rindex("/Contents <") + len("/Contents ")
        closed = out.index(">", opened) + 1
        for mark, number in (("1", opened), ("2", closed), ("3", len(out) - closed)):
            at = out.rindex(mark * 10)
            out = out[:at] + f"{number:010d}" + out[at + 10 :]
    return out.encode()
