"""Packets to test with: typed out as other systems write them, with invented names, independent of our writer."""

import base64

SPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
OURS = "H02.18.27"  # the test office
THEIRS = "H02.07.41"
LETTER_ID = "H02.07.41,2026/11/20,536/UBND-TH"
PDF = b"%PDF-1.4\n%a letter\n%%EOF\n"

HEAD = """<edXML:From>
          <edXML:OrganId>{sender}</edXML:OrganId>
          <edXML:OrganizationInCharge>UBND tỉnh Bến Mơ</edXML:OrganizationInCharge>
          <edXML:OrganName>UBND xã Đồi Chè</edXML:OrganName>
          <edXML:Email>vanthu@doiche.example</edXML:Email>
        </edXML:From>
        <edXML:To>
          <edXML:OrganId>{to}</edXML:OrganId>
          <edXML:OrganName>{to_name}</edXML:OrganName>
        </edXML:To>
        <edXML:DocumentId>{document_id}</edXML:DocumentId>
        <edXML:Code>
          <edXML:CodeNumber>{number}</edXML:CodeNumber>
          <edXML:CodeNotation>UBND-TH</edXML:CodeNotation>
        </edXML:Code>
        <edXML:PromulgationInfo>
          <edXML:Place>Đồi Chè</edXML:Place>
          <edXML:PromulgationDate>{day}</edXML:PromulgationDate>
        </edXML:PromulgationInfo>
        <edXML:DocumentType>
          <edXML:Type>18</edXML:Type>
          <edXML:TypeDetail>0</edXML:TypeDetail>
          <edXML:TypeName>Công văn</edXML:TypeName>
        </edXML:DocumentType>
        <edXML:Subject>{subject}</edXML:Subject>
        <edXML:Content>{subject}</edXML:Content>
        <edXML:SignerInfo>
          <edXML:Competence>KT. CHỦ TỊCH</edXML:Competence>
          <edXML:Position>Phó Chủ tịch</edXML:Position>
          <edXML:FullName>Lò Văn Thử</edXML:FullName>
        </edXML:SignerInfo>
        <edXML:DueDate>2026/12/04</edXML:DueDate>
        <edXML:OtherInfo>
          <edXML:Priority>{priority}</edXML:Priority>
          <edXML:SphereOfPromulgation>Đất đai</edXML:SphereOfPromulgation>
          <edXML:TyperNotation>LVT</edXML:TyperNotation>
          <edXML:PromulgationAmount>1</edXML:PromulgationAmount>
          <edXML:PageAmount>2</edXML:PageAmount>
          <edXML:Direction>false</edXML:Direction>
          <edXML:Appendixes><edXML:Appendix>Danh sách thửa đất</edXML:Appendix></edXML:Appendixes>
        </edXML:OtherInfo>
        <edXML:ResponseFor>
          <edXML:OrganId>H02.18.27</edXML:OrganId>
          <edXML:Code>15/UBND-KT</edXML:Code>
          <edXML:DocumentId>H02.18.27,2026/11/12,15/UBND-KT</edXML:DocumentId>
          <edXML:PromulgationDate>2026/11/12</edXML:PromulgationDate>
        </edXML:ResponseFor>
        <edXML:SteeringType>1</edXML:SteeringType>
        <edXML:ToPlaces><edXML:Place>Lưu: VT, TH</edXML:Place></edXML:ToPlaces>"""

FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
    <edXML:edXMLHeader>
      <edXML:MessageHeader>
        {head}
      </edXML:MessageHeader>
      <edXML:TraceHeaderList>
        <edXML:TraceHeader>
          <edXML:OrganId>{sender}</edXML:OrganId>
          <edXML:Timestamp>2026/11/20 14:32:10</edXML:Timestamp>
        </edXML:TraceHeader>
        <edXML:Bussiness>
          {business}
        </edXML:Bussiness>
      </edXML:TraceHeaderList>
    </edXML:edXMLHeader>
    <edXML:edXMLBody>
      <edXML:edXMLManifest version="1.0">{references}</edXML:edXMLManifest>
    </edXML:edXMLBody>
  </edXML:edXMLEnvelope>
  <AttachmentEncoded>{attachments}</AttachmentEncoded>
</edXML>
"""

NEW = """<edXML:BussinessDocType>0</edXML:BussinessDocType>
          <edXML:BussinessDocReason>Văn bản điện tử mới</edXML:BussinessDocReason>
          <edXML:Paper>0</edXML:Paper>
          <edXML:StaffInfo>
            <edXML:Department>Văn phòng</edXML:Department>
            <edXML:Staff>Hà Thị Mẫu</edXML:Staff>
            <edXML:Email>vanthu@doiche.example</edXML:Email>
            <edXML:Mobile>0900000000</edXML:Mobile>
          </edXML:StaffInfo>"""
RECALL = """<edXML:DocumentId>H02.07.41,2026/11/20,536/UBND-TH</edXML:DocumentId>
          <edXML:BussinessDocType>1</edXML:BussinessDocType>
          <edXML:BussinessDocReason>Gửi nhầm nơi nhận</edXML:BussinessDocReason>
          <edXML:Paper>0</edXML:Paper>"""
UPDATE = """<edXML:DocumentId>H02.07.41,2026/11/20,536/UBND-TH</edXML:DocumentId>
          <edXML:BussinessDocType>2</edXML:BussinessDocType>
          <edXML:BussinessDocReason>Bổ sung phụ lục</edXML:BussinessDocReason>
          <edXML:Paper>0</edXML:Paper>
          <edXML:BussinessDocumentInfo>
            <edXML:DocumentInfo>1</edXML:DocumentInfo>
            <edXML:DocumentReceiver>1</edXML:DocumentReceiver>
            <edXML:ReceiverList>
              <edXML:Receiver><edXML:OrganId>H02.07.50</edXML:OrganId><edXML:ReceiverType>0</edXML:ReceiverType></edXML:Receiver>
              <edXML:Receiver><edXML:OrganId>H02.07.51</edXML:OrganId><edXML:ReceiverType>1</edXML:ReceiverType></edXML:Receiver>
            </edXML:ReceiverList>
          </edXML:BussinessDocumentInfo>"""
REPLACE = """<edXML:BussinessDocType>3</edXML:BussinessDocType>
          <edXML:BussinessDocReason>Thay thế do sai nội dung</edXML:BussinessDocReason>
          <edXML:Paper>0</edXML:Paper>
          <edXML:ReplacementInfoList>
            <edXML:ReplacementInfo>
              <edXML:DocumentId>H02.07.41,2026/11/20,536/UBND-TH</edXML:DocumentId>
              <edXML:OrganIdList><edXML:OrganId>H02.18.27</edXML:OrganId></edXML:OrganIdList>
            </edXML:ReplacementInfo>
          </edXML:ReplacementInfoList>"""

STATUS = """<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
    <edXML:edXMLHeader>
      <edXML:MessageHeader>
        <edXML:From>
          <edXML:OrganId>{sender}</edXML:OrganId>
          <edXML:OrganName>{name}</edXML:OrganName>
        </edXML:From>
        <edXML:ResponseFor>
          <edXML:OrganId>{owner}</edXML:OrganId>
          <edXML:Code>{reference}</edXML:Code>
          <edXML:DocumentId>{document_id}</edXML:DocumentId>
          <edXML:PromulgationDate>2026/11/23</edXML:PromulgationDate>
        </edXML:ResponseFor>
        <edXML:StaffInfo>
          <edXML:Department>Văn thư</edXML:Department>
          <edXML:Staff>Bế Thị Minh</edXML:Staff>
        </edXML:StaffInfo>
        <edXML:StatusCode>{code}</edXML:StatusCode>
        <edXML:Description>{words}</edXML:Description>
        <edXML:Timestamp>2026/11/23 16:05:00</edXML:Timestamp>
      </edXML:MessageHeader>
    </edXML:edXMLHeader>
  </edXML:edXMLEnvelope>
</edXML>
"""

Files = tuple[tuple[str, bytes], ...]
ONE_LETTER: Files = (("536_UBND-TH.pdf", PDF),)
TYPES = {"pdf": "application/pdf", "docx": "application/docx", "zip": "application/zip"}


def packet(
    business: str = NEW, files: Files = ONE_LETTER, *, sender: str = THEIRS, to: str = OURS,
    to_name: str = "UBND xã Tân Hòa", document_id: str = LETTER_ID, number: str = "536", day: str = "2026/11/20",
    subject: str = "V/v phân loại văn bản điện tử", priority: str = "0",
) -> bytes:
    """A packet of any kind as bytes."""
    head = HEAD.format(
        sender=sender, to=to, to_name=to_name, document_id=document_id, number=number, day=day, subject=subject,
        priority=priority,
    )
    told = FRAME.format(
        head=head, sender=sender, business=business, references="".join(map(reference, range(len(files)), files)),
        attachments="".join(map(attachment, range(len(files)), files)),
    )
    return told.encode()


def reference(n: int, file: tuple[str, bytes]) -> str:
    """A file as the manifest declares it."""
    kind = TYPES.get(file[0].rpartition(".")[2], "application/zip")
    return f"""
        <edXML:Reference>
          <edXML:ContentId>cid:part-{n}</edXML:ContentId>
          <edXML:ContentType>{kind}</edXML:ContentType>
          <edXML:AttachmentName>{file[0]}</edXML:AttachmentName>
        </edXML:Reference>"""


def attachment(n: int, file: tuple[str, bytes]) -> str:
    """A file with its bytes."""
    kind = TYPES.get(file[0].rpartition(".")[2], "application/zip")
    encoded, name = base64.b64encode(file[1]).decode(), "edXML:ContentTransferEncoded"
    return f"""
    <Attachment>
      <ContentId>cid:part-{n}</ContentId>
      <AttachmentName>{file[0]}</AttachmentName>
      <ContentType>{kind}</ContentType>
      <{name} xmlns:edXML="{SPACE}">{encoded}</{name}>
    </Attachment>"""


def status(
    code: str, document_id: str, *, sender: str = THEIRS, name: str = "UBND xã Đồi Chè", owner: str = OURS,
    reference: str = "1/UBND-KT", words: str = "Đã nhận",
) -> bytes:
    """A reaction to a document."""
    return STATUS.format(
        sender=sender, name=name, owner=owner, document_id=document_id, code=code, words=words, reference=reference
    ).encode()
