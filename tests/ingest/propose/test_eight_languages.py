"""A small untidy file in each language, as an oversight body might receive it: what it loads as."""

import datetime
from decimal import Decimal

import pytest

from dashboard.ingest.propose import preview
from dashboard.ingest.propose.proposal import propose

DAY = datetime.date(2024, 12, 31)
# By language: a file, and what of its first row is expected in the border tables.
FILES = {
    "English": (
        "Programme of works 2024\n"
        "Project code,Project name,Ward,Implementing agency,Status,Contractor,"
        "Contract sum (USD thousand),Planned completion,Physical progress %,Contact phone\n"
        "W-17,Market roof,Hill,City works,Ongoing,Roofs Ltd,1250.5,31/12/2024,45,555-010-2030\n"
        "W-18,School wall,Harbour,City works,Completed,Walls Ltd,90,03/04/2024,100,555-010-2031\n",
        {"status": "implementation", "amount": "1250500", "currency": "USD", "end": DAY},
    ),
    "Spanish": (
        "Código de obra;Nombre de la obra;Barrio;Organismo;Estado;Contratista;Monto contrato;"
        "Fecha fin prevista;Avance físico;Teléfono\n"
        'O-1;Puente "Norte";Centro;Vialidad;En ejecución;Puentes SA;$1.250.500,00;31/12/2024;45,5%;'
        "555 010 2030\n"
        "O-2;Escuela;Sur;Educación;Finalizada;Aulas SRL;$90.000,50;03/04/2024;100%;555 010 2031\n",
        {"status": "implementation", "amount": "1250500", "end": DAY},
    ),
    "Portuguese": (
        "Código da obra;Nome da obra;Bairro;Órgão;Situação;Contratada;Valor do contrato (R$);"
        "Término previsto;Execução física\n"
        "B-1;Ponte;Centro;Obras;Em andamento;Pontes Lda;1.250.500,00;31/12/2024;45,5\n"
        "B-2;Escola;Sul;Educação;Concluída;Aulas Lda;90.000,50;03/04/2024;100\n",
        {"status": "implementation", "amount": "1250500", "currency": "BRL", "end": DAY},
    ),
    "Korean": (
        "공사 현황,,,,,,,\n(단위: 백만원),,,,,,,\n"
        "사업번호,사업명,자치구,발주부서,진행상태,시공사,계약금액,준공예정일\n"
        "K-1,보행교 보수,강북구,도로과,공사중,한빛건설,1250.5,2024년 12월 31일\n"
        "K-2,도서관 증축,강남구,문화과,준공,미래건설,90,2024년 4월 3일\n"
        "합계,,,,,,1340.5,\n",
        {"status": "implementation", "amount": "1250500000", "currency": "KRW", "end": DAY},
    ),
    "Vietnamese": (
        "Mã dự án,Tên dự án,Quận,Chủ đầu tư,Tình trạng,Nhà thầu,Giá trị hợp đồng (triệu đồng),"
        "Ngày hoàn thành theo kế hoạch,Điện thoại\n"
        'V-1,Cầu mới,Hải Châu,Sở Giao thông,Đang thi công,Công ty A,"1.250,5",31/12/2024,0901\n'
        'V-2,Trường học,Sơn Trà,Sở Giáo dục,Hoàn thành,Công ty B,"90,25",03/04/2024,0902\n',
        {"status": "implementation", "amount": "1250500000", "currency": "VND", "end": DAY},
    ),
    "Thai": (
        "รหัสโครงการ,ชื่อโครงการ,เขต,หน่วยงาน,สถานะ,ผู้รับจ้าง,มูลค่าสัญญา (ล้านบาท),วันสิ้นสุดสัญญา\n"
        "T-1,สะพานใหม่,บางรัก,สำนักการโยธา,อยู่ระหว่างก่อสร้าง,บริษัท ก,1.2505,31 ธันวาคม 2567\n"
        "T-2,โรงเรียน,ปทุมวัน,สำนักการศึกษา,แล้วเสร็จ,บริษัท ข,0.09,3 เม.ย. 2567\n",
        {"status": "implementation", "amount": "1250500", "currency": "THB", "end": DAY},
    ),
    "Ukrainian": (
        "Код проєкту;Назва проєкту;Район;Департамент;Стан;Підрядник;Сума договору, тис. грн;"
        "Планова дата завершення\n"
        "U-1;Міст;Подільський;Будівництва;В роботі;ТОВ Міст;1 250,5;31 грудня 2024 р.\n"
        "U-2;Школа;Дарницький;Освіти;Завершено;ТОВ Стіна;90,25;3 квітня 2024 р.\n",
        {"status": "implementation", "amount": "1250500", "currency": "UAH", "end": DAY},
    ),
    "Arabic": (
        "رقم المشروع,اسم المشروع,الحي,الجهة المنفذة,حالة المشروع,المقاول,قيمة العقد (ر.س),"
        "تاريخ الانتهاء المخطط\n"
        "م-١,جسر,النزهة,الطرق,قيد التنفيذ,شركة أ,١٬٢٥٠٬٥٠٠٫٠٠,٣١/١٢/٢٠٢٤\n"
        "م-٢,مدرسة,الروضة,التعليم,مكتمل,شركة ب,٩٠٬٠٠٠٫٥٠,٠٣/٠٤/٢٠٢٤\n",
        {"status": "implementation", "amount": "1250500", "currency": "SAR", "end": DAY},
    ),
}


@pytest.fixture(params=FILES)
def proposed(request, tmp_path):
    """The proposal of a file, its first rows as they would load, and what is expected."""
    text, expected = FILES[request.param]
    path = tmp_path / "list_2025-01-15.csv"
    path.write_text(text, encoding="utf-8")
    found = propose(path)
    return found, preview.of(found), expected


def test_the_first_row_loads_as_what_it_says(proposed):
    _, tried, expected = proposed
    project = tried.tables["projects"].row(0, named=True)
    contract = tried.tables["contracts"].row(0, named=True)
    assert project["status"] == expected["status"]
    assert project["planned_end_date"] == expected["end"]
    assert contract["contract_amount"] == Decimal(expected["amount"])
    assert contract.get("currency") == expected.get("currency")
    assert project["agency"] and contract["supplier_name"]
    assert tried.tables["project_places"].row(0, named=True)["place_name"]


def test_every_row_is_accounted_for(proposed):
    _, tried, _ = proposed
    assert tried.rows_read == tried.rows_loaded + tried.rows_quarantined
    assert tried.rows_loaded == 2


def test_the_second_date_is_read_by_the_evidence_of_the_first(proposed):
    _, tried, _ = proposed
    ends = tried.tables["projects"]["planned_end_date"].to_list()
    assert ends[1] == datetime.date(2024, 4, 3)


def test_contacts_are_not_among_the_values(proposed):
    found, tried, _ = proposed
    shown = " ".join(str(frame.rows()) for frame in tried.tables.values()) + found.text
    assert not any(phone in shown for phone in ("010-2030", "010 2030", "0901"))


def test_nothing_is_asked_but_what_the_file_leaves_open(proposed):
    found, _, _ = proposed
    assert {question.id for question in found.open_questions} <= {"currency"}
