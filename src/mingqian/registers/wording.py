"""What the registers refuse, in words."""

from mingqian.acts.refusal import register_wording

register_wording(
    {
        "registers.file_empty": "文件是空的：没有标题行，也没有内容。",
        "registers.file_broken": "文件打不开：不是完好的 {format} 文件。请用原来的软件打开，另存一份再导入。",
        "registers.file_kind_unknown": "不认识这种文件。请用 CSV、XLSX、XLS 或 Parquet。",
        "registers.file_packed": "这是压缩包。请先解压，再导入里面的表格。",
        "registers.file_password": "文件设有打开密码。请去掉密码，另存一份再导入。",
        "registers.file_unpacks_too_large": "文件解开后超过 {limit} MB，没有读取。请拆成几份再导入。",
        "registers.file_too_large": "文件超过 {limit} MB。请拆成几份，或请管理员在命令行导入。",
        "registers.file_missing": "没有选择文件。",
        "registers.file_gone": "上传的文件已经清除，请重新上传。",
        "registers.columns_missing": "没有找到“{columns}”列。请在“列的对应”一步指定是文件的哪一列。",
        "registers.column_twice": "文件的“{first}”和“{second}”两列都对应到“{column}”：请只留一列。",
        "registers.child_memory": "读取文件用的内存超过限度，已停止，名录库没有改动。请拆成几份再导入。",
        "registers.child_time": "读取文件超过 {minutes} 分钟，已停止，名录库没有改动。请拆成几份再导入。",
        "registers.child_killed": "读取文件的进程被终止，名录库没有改动。可以再试一次。",
        "registers.child_broke": "读取文件时出错：文件可能已损坏，或者经过特殊构造。名录库没有改动。"
        "请用原来的软件打开，另存为 CSV 再导入。",
        "registers.job_died": "导入进程中途停止，名录库没有改动。可以再试一次。",
        "registers.register_moved": "比对之后名录库又有改动。已按现在的名录库重新比对，请再看一遍预览。",
        "registers.agency_unknown": "没有代码或名称为“{agency}”的机构。",
        "registers.agency_needed": "系统中没有机构，或不止一个机构：请用 --agency 写明导入哪个机构的名录。",
        "registers.map_wrong": "“{text}”不是“列=标题”。可以指定的列：{known}。",
        "registers.other_agency": "只能办理本机构的名录。",
        "registers.nothing_changed": "没有改动任何内容。",
        "registers.certificate_taken": "执法证号“{number}”已用于“{name}”。",
        "registers.id_taken": "这个身份证号已用于“{name}”。",
        "registers.person_taken": "“{employer}”的“{name}”已在库中。",
        "registers.recusal_taken": "这条回避关系已经登记。",
        "registers.already_retired": "“{name}”已经停用。",
        "registers.not_retired": "“{name}”没有停用。",
    }
)
