"""What the portal says in Vietnamese: a sentence for every refusal; the labels stand in ``labels.py``."""

from portal.labels import LABELS as LABELS
from portal.labels.backups import BACKUP_REASONS
from portal.labels.dossiers import DOSSIER_REASONS
from portal.labels.problems import AILING as AILING
from portal.labels.problems import PROBLEMS as PROBLEMS
from portal.labels.safety import SAFETY_REASONS
from portal.labels.time import TIME_REASONS
from portal.labels.tls import TLS_REASONS
from portal.rules import errors
from portal.rules.senders import Difference

# What is wrong, why, and what to do next; {what} is the first detail of the refusal, as a label where it has one.
SENTENCES: dict[type[errors.Refusal], str] = {
    errors.Refusal: "Chưa làm được việc này. Hãy tải lại trang rồi thử lại.",
    errors.NotFound: "Không tìm thấy, hoặc tài khoản này không được xem.",
    errors.NotAllowed: "Tài khoản này không có quyền làm việc đó. Việc này thuộc vai trò khác trong cơ quan.",
    errors.Conflict: "Văn bản đang ở bước khác nên chưa làm được việc này. Hãy tải lại trang để xem tình trạng mới.",
    errors.Invalid: "Thông tin chưa đúng nên chưa lưu. Hãy sửa rồi gửi lại.",
    errors.AlreadyEntered: "Văn bản đã vào sổ với số đến {what}. Không cấp thêm số.",
    errors.WrongState: "Chưa làm được: văn bản đang ở bước “{what}”. Hãy tải lại trang để xem việc có thể làm.",
    errors.RegisterClosed: "Sổ đã khóa nên không cấp số được nữa. Hãy chọn sổ của năm đang mở.",
    errors.NoSeries: "Chưa có sổ nào cấp số cho loại văn bản này trong năm nay. Hãy lập sổ ở trang Sổ và số.",
    errors.Superseded: "Trong lúc đang làm, người khác đã lưu một bản mới hơn. Hãy tải lại trang và làm trên bản mới.",
    errors.SignatureBroken: "Chưa vào sổ được: chữ ký số đã hỏng sau khi ký. Hãy trả lại nơi gửi hoặc ghi lý do nhận.",
    errors.DossierClosed: "Hồ sơ đã kết thúc nên không đưa thêm hay lấy bớt văn bản được. Hãy chọn hồ sơ đang mở.",
    errors.DossierFrozen: "Hồ sơ đang khóa nên không thay đổi được gì. Lãnh đạo hoặc văn thư mở khóa, có ghi lý do.",
    errors.DossierIncomplete: "Chưa kết thúc được: hồ sơ còn thiếu như đã nêu. Hãy bổ sung, hoặc ghi lý do kết thúc khi còn thiếu.",
    errors.LastAdministrator: "Đây là tài khoản quản trị cuối cùng còn hoạt động. Hãy cấp quyền quản trị cho người khác "
                              "trước.",
    errors.ClockBehind: "Đồng hồ máy chủ chạy lùi so với việc cuối cùng đã ghi. Quản trị cần chỉnh giờ và xác nhận "
                        "trước khi cấp số tiếp.",
    errors.Unreadable: "Không đọc được tệp. Tệp vẫn được giữ nguyên; hãy mở bản gốc hoặc nhập thông tin bằng tay.",
    errors.SecretMark: "Trang này có dấu chỉ độ mật. Văn bản mật không được nhận trên hệ thống này; hãy xử lý theo "
                       "quy định về bảo vệ bí mật nhà nước.",
    errors.FileRefused: "Không nhận loại tệp này. Nhận: PDF, DOCX, XLSX, JPEG, PNG, TIFF, TXT, XML, ZIP.",
    errors.BadDate: "Ngày không đúng. Viết theo dạng 05/06/2026 và không sau hôm nay.",
    errors.ReasonMissing: "Việc này cần ghi lý do.",
    errors.BadReference: "Số, ký hiệu không hợp với loại văn bản. Ví dụ đúng: 536/UBND-TH, 12/QĐ-UBND.",
    errors.WeakPassword: "Mật khẩu chưa đủ mạnh. Dùng ít nhất 14 ký tự, không chứa tên, tên đăng nhập hay từ dễ đoán.",
    errors.NotSignedYet: "Chưa đóng dấu được: văn bản chưa có chữ ký số hợp lệ của người có thẩm quyền.",
    errors.SigningBusy: "Văn bản này đang được ký. Hãy chờ xong hoặc hủy lần ký đang dở.",
    errors.SignedFileRefused: "Không nhận tệp đã ký này. Hãy tải bản trình ký ở trang này rồi ký đúng tệp ấy.",
    errors.CertificateRefused: "Không dùng được chứng thư này. Hãy chọn đúng chứng thư số của người ký.",
    errors.IndexUnavailable: "Chưa tra cứu toàn văn được: chỉ mục đang được dựng lại. Hãy thử lại sau ít phút.",
    errors.IndexBusy: "Chỉ mục tra cứu đang được một tiến trình khác ghi. Hãy chờ xong rồi thử lại.",
    errors.ToolMissing: "Máy chủ chưa cài {what} nên chưa làm được việc này. Hãy báo người quản trị.",
    errors.MailFault: "Chưa làm việc được với máy chủ thư. Quản trị xem lý do ở trang Tình trạng.",
    errors.LineRefused: "Không nhận được dòng này của tệp nhập. Hãy sửa dòng ấy rồi nhập lại cả tệp.",
    errors.QuestionRefused: "Dòng {what} của tệp câu hỏi không dùng được. Mỗi dòng là một đối tượng JSON có “id” và "
                            "“q”, có thể thêm “filters”, “sort” (rank hoặc date) và “typing”.",
    errors.TlsRefused: "Chưa làm được chứng thư HTTPS như vậy.",
    errors.BackupRefused: "Không sao lưu hoặc phục hồi được vào thư mục này.",
    errors.BackupAltered: "Bản sao lưu còn nguyên, nhưng dữ liệu trong đó đã bị sửa từ trước khi sao lưu. Chưa phục hồi gì. "
                          "Hãy dùng bản cũ hơn, hoặc thêm --as-it-is để nhận cả chỗ bị sửa.",
    errors.BackupDamaged: "Bản sao lưu không còn nguyên vẹn: {what}. Chưa phục hồi gì. Hãy dùng bản khác, hoặc chép "
                          "lại tệp hỏng từ một bản sao khác rồi thử lại; cùng lắm thì thêm --as-it-is để bỏ qua tệp hỏng.",
}

# What does not agree about the sender of a letter (rules.senders).
DIFFERENCES: dict[str, str] = {
    "packet_name": "Trang ghi {page}, gói tin lại ghi nơi gửi là {claimed}.",
    "code_other": "Mã định danh {claimed} trong gói tin là của {owner}, không phải {page}.",
    "code_new": "Mã định danh {claimed} khác mã đã biết của {page} ({known}).",
    "mail_other": "Địa chỉ gửi {claimed} là của {owner}, không phải {page}.",
    "mail_new": "Địa chỉ gửi {claimed} khác địa chỉ đã biết của {page} ({known}).",
    "certificate_other": "Chữ ký hợp lệ nhưng của {claimed}, không phải của {page}.",
    "certificate_new": "Chứng thư của {claimed} là chứng thư mới, chưa thấy ở các văn bản trước của {page}.",
}

# The ``why`` of a refusal, where the class alone does not say enough.
REASONS: dict[str, str] = {
    **DOSSIER_REASONS,
    **SAFETY_REASONS,
    **BACKUP_REASONS,
    **TIME_REASONS,
    **TLS_REASONS,
    "mail_too_large": "Thư lớn quá mức nhận (50 MB) nên còn nguyên trong hộp thư; ở đây chỉ có phần đầu thư. Hãy mở bằng "
                      "chương trình thư rồi tải văn bản lên.",
    "unit_name": "Đơn vị cần có tên.",
    "unit_name_taken": "Đã có đơn vị mang tên này. Hãy ghi tên khác, hoặc dùng lại đơn vị ấy.",
    "unit_has_people": "Đơn vị còn người đang hoạt động. Hãy chuyển họ sang đơn vị khác trước.",
    "abbreviation_empty": "Hãy ghi cả chữ viết tắt và cụm từ đầy đủ.",
    "abbreviation_long": "Dài quá: chữ viết tắt tối đa 20 ký tự, cụm từ tối đa 100 ký tự.",
    "abbreviation_one_word": "Chữ viết tắt chỉ gồm chữ và số, viết liền. Ví dụ: BHYT, QLVBĐH.",
    "abbreviation_letters": "Chữ viết tắt cần ít nhất hai ký tự, trong đó có chữ cái: một dãy chỉ có số là số văn bản.",
    "abbreviation_words": "Cụm từ đầy đủ cần có chữ và không quá 12 tiếng.",
    "abbreviation_itself": "Cụm từ đầy đủ trùng với chính chữ viết tắt.",
    "abbreviation_known": "Dòng này đã có trong bảng. Nếu dòng ấy đang thôi dùng thì bấm “Dùng lại”.",
    "template_docx": "Mẫu phải là tệp DOCX. Hãy lưu lại từ Word hoặc LibreOffice rồi tải lên.",
    "template_broken": "Không điền được mẫu này: lệnh trong dấu {{{{ }}}} hoặc {{% %}} viết sai. Hãy tải mẫu đang dùng, sửa trên "
                       "tệp ấy rồi tải lên.",
    "template_unknown": "Mẫu có ô hệ thống không biết: {names}. Hãy sửa theo bảng các ô ở dưới.",
    "template_missing": "Mẫu thiếu ô bắt buộc: {names}. Không có các ô này thì không ghi được số và ngày sau khi ký.",
    "template_active": "Mẫu có đối tượng nhúng, tệp liên kết hoặc trường lấy dữ liệu từ nơi khác. Hãy bỏ đi, chỉ để chữ và hình.",
    "search_name": "Tìm kiếm đã lưu cần có tên, không quá 80 ký tự.",
    "search_name_taken": "Đã có tìm kiếm mang tên này. Hãy ghi tên khác.",
    "search_empty": "Chưa có gì để lưu. Hãy gõ chữ cần tìm hoặc chọn một điều kiện lọc trước.",
    "searches_too_many": "Đã lưu 50 tìm kiếm, nhiều nhất cho một người. Hãy xóa bớt rồi lưu lại.",
    "person_name": "Tài khoản cần có họ tên.",
    "second_factor_code": "Mã không đúng. Hãy chờ mã mới trên điện thoại rồi nhập lại.",
    "login_taken": "Tên đăng nhập đã có người dùng hoặc để trống. Hãy chọn tên khác.",
    "book_type": "Chỉ nhận sổ cũ dạng XLSX, CSV hoặc JSON theo dòng. Tệp XLS thì mở bằng Excel rồi lưu lại thành XLSX.",
    "book_secret": "Dòng {line} của sổ ghi độ mật. Văn bản mật không được nhập vào hệ thống nối mạng; chưa nhập và không giữ lại gì của tệp. Hãy bỏ các dòng ấy khỏi tệp rồi nhập lại.",
    "number_jump": "Dòng {line} ghi số {number}, cách số liền trước hơn 1.000; nhập vào thì sổ năm nay cấp tiếp từ số ấy. Chưa nhập gì. Hãy sửa số trong tệp rồi đưa lại; nếu số đúng thì xác nhận trước khi nhập (trên dòng lệnh: --number-jump).",
    "columns_missing": "Không thấy các cột bắt buộc trong tệp: số trong sổ, trích yếu và (với sổ đến) tác giả. Hãy đặt tiêu đề cột như sổ của Nghị định 30/2020/NĐ-CP.",
    "register_unknown": "Không có sổ mã “{what}”. Các mã sổ: {known}.",
    "no_heading": "Không thấy dòng tiêu đề cột trong 15 dòng đầu của tệp. Hãy đặt tiêu đề cột như sổ của Nghị định 30/2020/NĐ-CP.",
    "book_moved": "Sổ này đang ở bước khác. Hãy tải lại trang để xem tình trạng mới.",
    "columns_twice": "Hai cột cùng chọn một ý nghĩa. Mỗi ý nghĩa chỉ chọn cho một cột.",
    "columns_lacking": "Còn thiếu cột bắt buộc: số trong sổ, trích yếu và (với sổ đến) tác giả.",
    "request_reused": "Biểu mẫu này đã dùng cho văn bản khác. Hãy mở lại trang của văn bản rồi làm lại.",
    "packet_settled": "Yêu cầu này đã được quyết định. Hãy tải lại trang để xem tình trạng mới.",
    "not_packet": "Tệp XML này không phải gói tin liên thông (.edxml) nên không đọc được.",
    "arrival_settled": "Tệp này đã được xử lý. Hãy tải lại trang để xem tình trạng mới.",
    "not_told": "Chưa đưa tệp ra được: trước hết hãy báo người phụ trách bảo vệ bí mật nhà nước và ghi lại việc ấy.",
    "joined_scope": "Hai văn bản chưa cùng phạm vi xem nên chưa nhập làm một được. Hãy đặt cho văn bản đang chờ cùng phạm vi với số đến {what}, rồi làm lại.",
    "notice_settled": "Thông báo từ chối này đã gửi hoặc đã giao. Hãy tải lại trang để xem tình trạng mới.",
    "sender_value": "Hãy chọn loại dấu hiệu và ghi giá trị.",
    "sender_address": "Địa chỉ thư phải có dạng ten@co-quan.gov.vn.",
    "already_reported": "Việc này đã báo cáo kết quả rồi.",
    "only_to_know": "Văn bản này gửi để biết, không phải báo cáo kết quả.",
    "work_ended": "Việc này đã trả lại hoặc đã bị thu hồi. Hãy tải lại trang để xem tình trạng mới.",
    "given_by_nobody": "Văn bản này đến theo nơi nhận, không có người giao nên không trả lại được.",
    "not_of_the_unit": "“{what}” không phải người của đơn vị. Hãy chọn người đang làm việc trong đơn vị.",
    "due_past": "Hạn này đã qua. Hãy ghi hôm nay hoặc một ngày sau.",
    "due_after_outer": "Hạn trong đơn vị không được sau hạn lãnh đạo giao ({outer}). Hãy chọn ngày sớm hơn, hoặc xin gia hạn.",
    "due_not_later": "Gia hạn là lùi hạn về sau: ngày mới phải sau hạn đang có ({old}).",
    "directed_since": "Văn bản đã có ý kiến chỉ đạo khác sau khi trang này mở. Hãy đọc ý kiến ấy, rồi cho thêm nếu còn cần.",
    "led_already": "{what} đang chủ trì văn bản này. Hãy chọn: chuyển chủ trì sang người khác, hay giữ người đang chủ trì.",
    "lead_of_another": "{what} chủ trì theo chỉ đạo của lãnh đạo khác. Lãnh đạo ấy hoặc người đứng đầu chuyển chủ trì; "
                       "hãy giữ người đang chủ trì và giao thêm phối hợp.",
    "due_of_nobody": "Hạn ghi ở đây chưa giao cho ai: {what} vẫn chủ trì và hạn đang có giữ nguyên. Muốn lùi hạn ấy thì dùng "
                     "Gia hạn ở phần việc đã giao; nếu chỉ cho ý kiến thì bỏ hạn.",
    "lead_missing": "Hãy chọn đơn vị hoặc người chủ trì.",
    "given_already": "{what} đang có việc này. Hãy chọn người khác, hoặc thu hồi việc đã giao rồi giao lại.",
    "undo_late": "Đã quá 10 giây nên không hoàn tác được. Hãy dùng Thu hồi hoặc Trả lại ở trang văn bản.",
    "undo_already": "Việc này đã hoàn tác rồi.",
    "undo_built_upon": "Không hoàn tác được: người nhận đã xem hoặc đã có việc làm tiếp theo. Hãy dùng Thu hồi ở trang văn bản.",
    "stand_in_days": "Ngày vắng mặt từ hôm nay trở đi, và ngày cuối không trước ngày đầu.",
    "stand_in_whom": "Không nhờ “{what}” được: lãnh đạo do lãnh đạo khác thay; việc của đơn vị và chuyên viên do người cùng "
                     "làm việc ấy thay.",
    "stand_in_twice": "Những ngày này đã nhờ {what} xử lý thay. Hãy kết thúc lần nhờ ấy trước, hoặc chọn ngày khác.",
    "stand_in_away": "{what} cũng vắng trong những ngày này. Hãy nhờ người khác.",
    "stand_in_chain": "Những ngày này đang xử lý thay cho {what} nên chưa vắng được. Hãy để {what} nhờ người khác trước.",
    "stand_in_ended": "Lần nhờ này đã kết thúc.",
    "phrase_length": "Câu quen dùng cần có chữ, không quá {most} ký tự.",
    "phrase_known": "Đã có câu này.",
    "nothing_chosen": "Chưa chọn văn bản nào. Hãy đánh dấu ở đầu dòng rồi làm lại.",
    "reference_taken": "Số, ký hiệu này đã cấp trong năm nay ở sổ khác. Hãy xem lại số bắt đầu của sổ.",
    "register_begun": "Sổ này đã cấp số nên không đổi số bắt đầu được nữa.",
    "register_start": "Số bắt đầu là số từ 1 đến 99.999.",
    "register_start_year": "Chỉ đặt số bắt đầu cho sổ của năm nay.",
    "volume_numbers": "Số đầu và số cuối của quyển không đúng. Hãy chọn trong khoảng số đã cấp.",
    "series_title": "Sổ cần có tên, không quá 120 ký tự.",
    "series_without_kinds": "Hãy chọn ít nhất một loại văn bản cho sổ này.",
    "series_kind_unknown": "Có loại văn bản không có trong danh mục.",
    "series_normative_one": "Mỗi loại văn bản quy phạm pháp luật có sổ riêng: hãy chọn đúng một loại.",
    "series_kind_taken": "Loại văn bản đã chọn có sổ riêng rồi. Hãy thôi dùng sổ ấy trước.",
    "series_year": "Chỉ lập sổ cho năm nay hoặc năm sau.",
    "series_kind_numbered": "Loại văn bản này đã có số trong năm nay ở sổ khác. Hãy cho sổ mới áp dụng từ năm sau.",
    "series_needed": "Sổ chung này cấp số cho mọi loại còn lại nên không thôi dùng được.",
    "series_organ": "Hãy chọn cơ quan ban hành.",
    "alias_is_agency": "Tên này trống, hoặc đã là tên chính của một cơ quan trong danh mục.",
    "way_is_registered": "Văn bản đã có số, cách gửi đã ghi trong sổ nên giữ nguyên. Từng nơi nhận vẫn đổi được.",
    "page_names_nobody": "Trang không nêu nơi nhận nào đọc được. Hãy ghi nơi nhận bằng tay.",
    "nobody_known": "Nơi đã chọn không còn trong danh mục. Hãy tải lại trang rồi chọn lại.",
    "channel": "Hãy chọn bản giấy hoặc bản điện tử.",
    "group_name": "Danh sách cần có tên, không quá 120 ký tự.",
    "group_name_taken": "Đã có danh sách mang tên này. Hãy ghi tên khác, hoặc dùng lại danh sách ấy.",
    "group_name_of_agency": "Tên này là tên một cơ quan hoặc đơn vị. Hãy đặt tên khác cho danh sách.",
    "group_name_is_member": "Tên này đang là một thành viên của danh sách khác. Danh sách không nằm trong danh sách: hãy đặt tên khác.",
    "group_empty": "Danh sách cần ít nhất một nơi nhận, mỗi dòng một nơi.",
    "group_too_long": "Danh sách có nhiều nhất 300 nơi nhận.",
    "group_in_group": "“{name}” là tên một danh sách. Danh sách không nằm trong danh sách: hãy ghi thẳng các nơi nhận của nó.",
    "paper_rule_kind": "Hãy chọn loại văn bản.",
    "paper_rule_basis": "Hãy ghi quy định buộc gửi bản giấy, không quá 200 ký tự.",
    "paper_rule_known": "Loại văn bản này đã có trong bảng. Hãy bỏ dòng cũ trước.",
    "nothing_to_urge": "Trong kỳ này không có đơn vị nào cần đôn đốc.",
    "no_leader": "Chưa có tài khoản lãnh đạo nào để ký.",
    "no_recipients": "Chưa có nơi nhận. Hãy ghi ít nhất một nơi nhận.",
    "copy_before_seal": "Văn bản chưa đóng dấu nên chưa có bản gốc để sao y.",
    "nothing_to_recall": "Văn bản này chưa gửi ra ngoài cơ quan nên chưa có gì để thu hồi.",
    "already_recalled": "Đã gửi yêu cầu thu hồi văn bản này rồi.",
    "called_back": "Văn bản này đã có yêu cầu thu hồi nên không gửi nữa.",
    "nothing_to_mail": "Không còn nơi nhận nào chờ gửi mà có địa chỉ thư. Hãy ghi địa chỉ thư ở dòng nơi nhận.",
    "way_is_paper": "Cách gửi đã chọn là gửi giấy nên mọi nơi ngoài cơ quan nhận bản giấy. Muốn gửi điện tử, trước hết "
    "hãy đổi cách gửi của văn bản.",
    "told_how": "Hãy ghi đã báo nơi nhận bằng cách nào (công văn số mấy, gọi điện cho ai), không quá 200 ký tự.",
    "returned_already": "Bản này đã ghi là trả lại rồi.",
    "unit_closed": "“{name}” là đơn vị đã thôi dùng, không ai nhận được. Hãy bỏ khớp hoặc khớp lại nơi nhận ấy (trong "
    "danh sách thì sửa danh sách) rồi phát hành.",
    "signed_by_hand": "Văn bản ký và đóng dấu trên giấy thì không gửi điện tử được. Hãy đổi các nơi nhận điện tử sang "
    "bản giấy rồi phát hành.",
    "nothing_to_update": "Văn bản này chưa gửi qua trục nên không có gói tin nào để cập nhật.",
    "nothing_to_print": "Không còn bản giấy nào chờ in.",
    "no_mail_server": "Chưa đặt máy chủ gửi thư (smtp_host). Hãy gửi bằng hộp thư cơ quan rồi ghi đã gửi cách khác.",
    "mail_settled": "Thư này đã có kết quả khác trong lúc xem. Hãy mở lại trang để xem tình trạng mới.",
    "post_number": "Số hiệu bưu gửi dài quá 40 ký tự. Hãy ghi đúng như trên phiếu gửi.",
    "replaces_itself": "Văn bản không thay thế chính nó. Hãy ghi số, ký hiệu của văn bản cũ.",
    "replaces_nothing": "Không tìm thấy văn bản đã phát hành có số, ký hiệu này. Hãy ghi như 05/QĐ-UBND.",
    "issued_frozen": "Văn bản điện tử đã phát hành thì thông tin giữ nguyên. Sai sót thì ban hành văn bản đính chính "
                     "hoặc thay thế.",
    "nothing_to_send": "Không còn nơi nhận nào chờ gửi theo cách này.",
    "stamp_not_png": "Tệp này không phải hình PNG đọc được. Hãy lưu hình dạng PNG, nền trong suốt, rồi chọn lại.",
    "stamp_large": "Hình lớn quá: không quá 2 MB và mỗi chiều không quá 4.000 điểm ảnh. Hãy thu nhỏ rồi chọn lại.",
    "stamp_small": "Hình nhỏ quá, in ra sẽ vỡ nét: mỗi chiều cần ít nhất 100 điểm ảnh. Hãy quét lại rõ hơn.",
    "stamp_empty": "Hình này trống, không có nét nào. Hãy chọn hình khác.",
    "stamp_not_clear": "Nền của hình không trong suốt nên sẽ che chữ. Hãy xóa nền rồi lưu lại dạng PNG.",
    "stamp_not_blue": "Hình chữ ký phải là nét màu xanh. Hãy ký bằng mực xanh rồi quét màu.",
    "stamp_not_red": "Hình con dấu phải màu đỏ. Hãy quét màu con dấu đóng trên giấy trắng rồi xóa nền.",
    "stamp_not_round": "Hình con dấu phải tròn: chiều rộng bằng chiều cao. Hãy cắt sát mép con dấu.",
    "number_first": "Cơ quan cấp số trước khi ký. Hãy mở riêng văn bản này, bấm “Duyệt và cấp số”, rồi ký.",
    "numbered_early": "Văn bản đã được duyệt và cấp số. Hãy nhờ người ký trả lại: số cũ bị hủy, dự thảo sửa tiếp được.",
    "seal_size": "Đường kính con dấu từ 28 đến 50 mm.",
    "printed_day": "Chưa cấp số được: trang đã ghi sẵn ngày, tháng khác hôm nay. Hãy trả lại để sửa dự thảo và ký lại.",
    "layout_no_text": "Tệp chỉ có ảnh, không có chữ để kiểm tra thể thức. Hãy dùng bản DOCX, hoặc PDF lưu từ Word.",
    "layout_blocks": "Chưa trình ký được: thể thức còn {count} điểm phải sửa. Hãy sửa theo danh sách ở trang dự thảo "
                     "rồi tải lên tệp mới.",
    "comment_empty": "Hãy ghi nội dung góp ý.",
    "note_long": "Dài quá 4.000 ký tự. Hãy viết gọn lại, hoặc gửi thành văn bản.",
    "asks_a_person": "Ký nháy thì chọn một người. Đơn vị chỉ được hỏi góp ý.",
    "cannot_be_asked": "Không hỏi được người này: tài khoản không xem văn bản, đã khóa, hoặc là chính mình.",
    "not_the_head": "Ký nháy nội dung là việc của trưởng đơn vị soạn thảo.",
    "nobody_to_initial": "Chưa có ai khác làm được việc ký nháy này. Hãy báo người quản trị.",
    "lacks_content_initial": "Chưa trình ký được: trưởng đơn vị soạn thảo chưa ký nháy nội dung của bản này. "
                             "Hãy bấm “Xin ký nháy” ở trang dự thảo.",
    "lacks_form_initial": "Chưa trình ký được: văn thư chưa ký nháy thể thức của bản này. "
                          "Hãy bấm “Xin ký nháy” ở trang dự thảo.",
    "not_converted": "Bản PDF của dự thảo chưa tạo xong. Hãy chờ ít phút rồi thử lại.",
    "subject": "Văn bản cần có trích yếu.",
    "issuer_and_subject": "Cần ghi cơ quan ban hành và trích yếu trước khi vào sổ.",
    "not_a_certificate": "Tệp này không phải là chứng thư số. Hãy chọn tệp .cer, .crt hoặc .pem.",
    "not_a_revocation_list": "Tệp này không phải là danh sách chứng thư bị thu hồi (.crl).",
    "not_an_authority": "Chứng thư này không phải của cơ quan cấp chứng thư.",
    "not_bound": "Chứng thư số đã ký tệp này chưa được gán cho người đang ký. "
    "Hãy ký bằng chứng thư của mình, hoặc nhờ quản trị duyệt chứng thư.",
    "nothing_signed": "Tệp chưa có chữ ký số mới. Hãy ký tệp rồi nộp lại.",
    "not_the_approved_file": "Tệp nộp lại không phải tệp trình ký, hoặc chương trình ký đã ghi lại cả tệp. "
    "Hãy tải bản trình ký ở trang này rồi ký đúng tệp ấy.",
    "several_signatures": "Tệp có nhiều chữ ký mới. Mỗi lần chỉ nhận một chữ ký của người đang ký.",
    "name_taken": "Trường chữ ký trong tệp mang tên mà cổng dành cho trường khác. "
    "Hãy đặt tên trường chữ ký khác trong chương trình ký rồi ký lại bản trình ký.",
    "changed_elsewhere": "Ngoài chữ ký, tệp còn bị sửa hoặc chữ ký che phần lớn trang. "
    "Hãy tải bản trình ký ở trang này, ký mà không sửa gì rồi nộp lại.",
    "locked_elsewhere": "Chữ ký trong tệp khóa văn bản lại (chữ ký chứng nhận), nên sau đó không ghi số và đóng dấu "
    "được. Hãy chọn kiểu ký thường rồi ký lại.",
    "not_sound": "Chữ ký trong tệp chưa đủ căn cứ: hỏng, hết hạn, bị thu hồi hoặc cơ quan cấp chưa được tin cậy.",
    "role": "Chứng thư này không đúng loại: ký văn bản cần chứng thư cá nhân, đóng dấu cần chứng thư cơ quan.",
    "seal_broken": "Chưa phát hành, chưa gửi điện tử được: văn bản chưa có chữ ký số cơ quan, hoặc chữ ký ấy không còn đúng.",
    "annex_unsigned": "Phụ lục chưa ký số hoặc chữ ký số đã hỏng nên không gửi điện tử được. "
    "Hãy ký số cơ quan rồi chọn lại.",
    "annex_not_pdf": "Phụ lục gửi kèm phải là tệp PDF đã ký số.",
    "annex_type": "Phụ lục là tệp riêng phải là PDF. Hãy lưu từ Word, Excel thành PDF rồi thêm lại.",
    "annex_small": "Trang đầu của phụ lục nhỏ quá, không có chỗ ghi số và thời gian ký. Hãy dùng khổ A4 hoặc A5.",
    "annex_active": "Tệp PDF này có phần tự chạy, lớp ẩn hoặc tệp khác nằm bên trong nên cơ quan không ký được. Hãy lưu lại từ Word, Excel (Lưu thành PDF) rồi thêm lại.",
    "annex_not_ours": "Chữ ký số trên phụ lục không phải con dấu của cơ quan này. Hãy ký phụ lục bằng chứng thư số của cơ quan rồi gửi lại.",
    "annex_signed": "Tệp này đã có chữ ký số hoặc ô chữ ký nên không ký thêm được. Hãy thêm bản PDF chưa ký.",
    "annex_unreadable": "Không mở được tệp PDF này: hỏng hoặc đặt mật khẩu. Hãy lưu lại thành PDF rồi thêm lại.",
    "annex_twice": "Dự thảo đã có phụ lục này.",
    "annexes_many": "Mỗi dự thảo kèm nhiều nhất {count} phụ lục. Hãy gộp các tệp lại.",
    "annex_unread": "Hệ thống đang đọc phụ lục để tìm dấu mật. Hãy chờ ít phút rồi thử lại.",
    "annex_unsealed": "Chưa phát hành được: còn phụ lục chưa đóng dấu bằng chữ ký số cơ quan. "
                      "Hãy bấm “Đóng dấu phụ lục” ở trang văn bản.",
    "annex_broken": "Chưa phát hành, chưa gửi điện tử được: chữ ký số cơ quan trên phụ lục không còn đúng.",
    "no_annex_to_seal": "Không còn phụ lục nào chờ đóng dấu.",
    "not_a_draft": "Dự thảo phải là tệp DOCX hoặc PDF. Hãy lưu lại từ Word rồi tải lên.",
    "disk_full": "Máy chủ sắp hết chỗ nên tạm không nhận tệp. Hãy báo người quản trị.",
    "too_large": "Tệp quá lớn. Hãy tách tệp hoặc quét lại ở 200 dpi.",
    "size": "Tệp quá lớn. Hãy tách tệp hoặc quét lại ở 200 dpi.",
    "empty": "Tệp rỗng. Hãy quét hoặc lưu lại rồi gửi lần nữa.",
    "type": "Không nhận loại tệp này. Nhận: PDF, DOCX, XLSX, JPEG, PNG, TIFF, XML, ZIP.",
    "text": "Tệp chỉ có chữ, không phải văn bản. Văn bản là tệp PDF, DOCX hoặc ảnh quét.",
    "given_up": "Đã thử mở nhiều lần mà chương trình đọc không trả lời. Hãy cho xem lại, hoặc vào sổ bằng tay.",
    "name": "Đuôi tên tệp không khớp với nội dung. Hãy mở xem và lưu lại đúng loại.",
    "macros": "Tệp có macro nên không nhận. Hãy lưu lại thành DOCX, XLSX không macro hoặc PDF.",
    "doctype": "Tệp XML có khai báo DOCTYPE nên không nhận. Hãy đề nghị nơi gửi xuất lại.",
    "pixels": "Ảnh quá lớn (trên 100 triệu điểm). Hãy quét lại ở 200 dpi.",
    "no_letter": "Tệp nén không có văn bản nào nhận được.",
    "nested": "Tệp nén chứa tệp nén khác. Hãy giải nén rồi gửi từng tệp.",
    "entries": "Tệp nén có quá nhiều tệp bên trong. Hãy giải nén rồi gửi từng tệp.",
    "unpacked": "Tệp nén bung ra quá lớn. Hãy giải nén rồi gửi từng tệp.",
    "ratio": "Tệp nén có độ nén bất thường nên không mở. Hãy giải nén rồi gửi từng tệp.",
}

# What the form library says by itself when a field has no sentence of its own.
FORM_MESSAGES: dict[str, str] = {
    "This field is required.": "Hãy điền ô này.",
    "Not a valid choice.": "Hãy chọn một giá trị trong danh sách.",
    "Invalid Choice: could not coerce.": "Hãy chọn một giá trị trong danh sách.",
    "'%(value)s' is not a valid choice for this field.": "“%(value)s” không có trong danh sách.",
    "'%(value)s' are not valid choices for this field.": "“%(value)s” không có trong danh sách.",
    "Not a valid integer value.": "Hãy nhập một số nguyên.",
    "Not a valid decimal value.": "Hãy nhập một số.",
    "Number must be at least %(min)s.": "Số phải từ %(min)s trở lên.",
    "Number must be at most %(max)s.": "Số không được quá %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Số phải từ %(min)s đến %(max)s.",
    "Field cannot be longer than %(max)d characters.": "Dài quá %(max)d ký tự.",
    "Field must be at least %(min)d characters long.": "Cần ít nhất %(min)d ký tự.",
    "Field must be between %(min)d and %(max)d characters long.": "Cần từ %(min)d đến %(max)d ký tự.",
    "Field must be equal to %(other_name)s.": "Hai lần nhập không giống nhau.",
}
FORM_MESSAGE_ELSE = "Giá trị chưa đúng. Hãy xem lại."

NEWER_TO_SIGN = "Văn bản đã có bản mới hơn bản vừa xem, nên chưa ký. Trang này là bản mới. Hãy xem lại rồi mới ký."
STALE_FORM = "Trang này mở đã lâu hoặc mở trước khi đăng nhập lại, nên chưa gửi được."

SIGN_IN_REFUSED = "Tên đăng nhập hoặc mật khẩu không đúng."
CODE_REFUSED = "Mã xác thực không đúng hoặc đã dùng. Hãy chờ mã mới rồi nhập lại."


def route_reason(stored: str) -> str:
    """Why a document goes the way it goes: the rule's words, with what it cites, or the words a person wrote."""
    reason, colon, detail = stored.partition(": ")
    known = LABELS["route_reason"].get(reason)
    return f"{known}: {detail}" if known and colon else known or stored


def sign_in_wait(seconds: int) -> str:
    """After several failures: how long until the next try."""
    minutes, rest = divmod(seconds, 60)
    time = f"{minutes} phút" if minutes and not rest else f"{minutes} phút {rest} giây" if minutes else f"{rest} giây"
    return f"Đăng nhập sai nhiều lần. Hãy chờ {time} rồi thử lại."


def label(value: object, group: str) -> str:
    """The word people read for a stored value; a value without a word shows as it is."""
    return LABELS[group].get(str(value), str(value))


def difference(found: Difference) -> str:
    """What does not agree, in one sentence."""
    return DIFFERENCES[found.why].format(**found.data)


def look_fault(fault: str) -> str:
    """What kept a look at a door from seeing anything."""
    return LABELS["look_fault"].get(fault) or label(fault, "mail_fault")


def why_unread(problem: str) -> str:
    """Why a thing that came could not be read, as a sentence."""
    return REASONS.get(problem) or f"Không mở được: {label(problem, 'reading_problem')}."


def sentence(refusal: errors.Refusal) -> str:
    """What a refusal says: by its reason when that has words, else by the nearest class that has."""
    why = str(refusal.data.get("why", ""))
    words = REASONS.get(why) or next(SENTENCES[c] for c in type(refusal).__mro__ if c in SENTENCES)
    what = str(refusal.details[0]) if refusal.details else ""
    return words.format(**{**refusal.data, "what": LABELS["state"].get(what, what)})
